// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.wire.GoJson;
import ist.spike.wire.PutPolicy;
import ist.spike.wire.ShownPolicy;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows policies in SPIKE's layouts (wire spec 10.5). */
final class PolicyText {

  private static final int JSON_INDENT = 2;
  private static final DateTimeFormatter RFC_3339 =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX");

  private final ShownPolicy policy;
  private final ZoneId zone;

  PolicyText(ShownPolicy policy, ZoneId zone) {
    this.policy = policy;
    this.zone = zone;
  }

  static void list(Terminal terminal, Format format, List<String> names) {
    List<Map<String, String>> policies = names.stream().map(PolicyText::named).toList();
    switch (format) {
      case JSON -> terminal.print(Document.json(policies, JSON_INDENT));
      case YAML -> terminal.print(names.isEmpty() ? "[]" : Document.yaml(policies));
      case TABLE -> {
        Table table = new Table("NAME");
        names.forEach(table::row);
        terminal.printText(table.text());
      }
      case HUMAN -> terminal.printText(names.isEmpty() ? "No policies found.\n" : human(names));
    }
  }

  private static Map<String, String> named(String name) {
    Map<String, String> policy = new LinkedHashMap<>();
    policy.put("id", "");
    policy.put("name", name);
    return policy;
  }

  private static String human(List<String> names) {
    StringBuilder text = new StringBuilder("POLICIES\n========\n\n");
    names.forEach(name -> text.append("Name: ").append(name).append("\n--------\n\n"));
    return text.append('\n').toString();
  }

  void print(Terminal terminal, Format format) {
    switch (format) {
      case JSON -> terminal.print(Document.json(wire(), JSON_INDENT));
      case YAML -> terminal.print(Document.yaml(yaml()));
      case TABLE -> terminal.printText(table());
      case HUMAN -> terminal.printText(human());
    }
  }

  private String table() {
    PutPolicy shown = policy.policy();
    return new Table("NAME", "SPIFFE ID PATTERN", "PATH PATTERN", "PERMISSIONS")
        .row(shown.name(), shown.spiffeIdPattern(), shown.pathPattern(),
            String.join(", ", shown.permissions()))
        .text();
  }

  private String human() {
    StringBuilder text = new StringBuilder("POLICY DETAILS\n=============\n\n");
    text.append("Name: ").append(policy.policy().name()).append('\n');
    text.append("SPIFFE ID Pattern: ").append(policy.policy().spiffeIdPattern()).append('\n');
    text.append("Path Pattern: ").append(policy.policy().pathPattern()).append('\n');
    text.append("Permissions: ").append(String.join(", ", policy.policy().permissions()))
        .append('\n');
    time(text, "Created At: ", policy.createdAt());
    time(text, "Updated At: ", policy.updatedAt());
    return text.append('\n').toString();
  }

  private void time(StringBuilder text, String title, Instant time) {
    if (!GoJson.isZeroTime(time)) {
      text.append(title).append(RFC_3339.format(time.atZone(zone))).append('\n');
    }
  }

  private Map<String, Object> wire() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", "");
    members.put("name", policy.policy().name());
    members.put("spiffiedPattern", policy.policy().spiffeIdPattern());
    members.put("pathPattern", policy.policy().pathPattern());
    members.put("permissions", policy.policy().permissions());
    members.put("createdAt", GoJson.time(policy.createdAt(), zone));
    members.put("updatedAt", GoJson.time(policy.updatedAt(), zone));
    return members;
  }

  /** Go's names in lower case, with the two fields that SPIKE never fills. */
  private Map<String, Object> yaml() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", "");
    members.put("name", policy.policy().name());
    members.put("spiffeidpattern", policy.policy().spiffeIdPattern());
    members.put("pathpattern", policy.policy().pathPattern());
    members.put("permissions", policy.policy().permissions());
    members.put("createdat", new Document.Plain(GoJson.time(policy.createdAt(), zone)));
    members.put("updatedat", new Document.Plain(GoJson.time(policy.updatedAt(), zone)));
    members.put("idregex", Document.Null.NULL);
    members.put("pathregex", Document.Null.NULL);
    return members;
  }
}
