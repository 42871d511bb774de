// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.identity.Role;
import ist.spike.wire.ExplainPolicy;
import ist.spike.wire.Operation;
import ist.spike.wire.PolicyExplanation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code spike policy explain}: ours. Which policy grants something, and why the others do not. */
final class PolicyExplain {

  private static final int JSON_INDENT = 2;
  private static final Flag SPIFFEID = new Flag("spiffeid", "", Flag.Kind.TEXT, "",
      "who would ask, such as spiffe://example.org/service/web");
  private static final Flag PATH =
      new Flag("path", "", Flag.Kind.TEXT, "", "what would be asked about");
  private static final Flag PERMISSION =
      new Flag("permission", "", Flag.Kind.TEXT, "read", PolicyDraft.ALL_PERMISSIONS);

  private PolicyExplain() {}

  static Command command() {
    return new Command("spike policy explain", "", "Say which policy grants something, and why",
        List.of(SPIFFEID, PATH, PERMISSION, Format.FLAG), Command.Arity.exactly(0), List.of(),
        Optional.of(PolicyExplain::run));
  }

  private static void run(Invocation invocation, Session session) {
    Format format = Format.of(invocation);
    ExplainPolicy request = new ExplainPolicy(invocation.flag(SPIFFEID.name()),
        invocation.flag(PATH.name()), invocation.flag(PERMISSION.name()));
    if (request.spiffeId().isEmpty() || request.path().isEmpty()) {
      throw new CommandFailure("Error: Invalid input provided.",
          "give --spiffeid and --path, and --permission unless it is read");
    }
    PolicyExplanation explanation;
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      explanation =
          PolicyExplanation.parse(nexus.ask(Operation.EXPLAIN_POLICY, request.toJson()));
    }
    Terminal terminal = session.terminal();
    switch (format) {
      case JSON -> terminal.print(Document.json(data(explanation), JSON_INDENT));
      case YAML -> terminal.printText(Document.yaml(data(explanation)));
      case TABLE -> terminal.printText(table(explanation));
      case HUMAN -> terminal.printText(human(explanation));
    }
  }

  private static String table(PolicyExplanation explanation) {
    Table table = new Table("POLICY", "GRANTS", "REASONS");
    explanation.policies().forEach(policy -> table.row(policy.name(),
        policy.grants() ? "yes" : "no", String.join("; ", policy.reasons())));
    return table.text();
  }

  private static String human(PolicyExplanation explanation) {
    StringBuilder text = new StringBuilder(explanation.granted() ? "GRANTED: " : "REFUSED: ")
        .append(explanation.decidedBy()).append('\n');
    for (PolicyExplanation.Entry policy : explanation.policies()) {
      text.append("\n").append(policy.name()).append(policy.grants() ? ": grants it" : ": no")
          .append('\n');
      policy.reasons().forEach(reason -> text.append("  ").append(reason).append('\n'));
      policy.warnings()
          .forEach(warning -> text.append("  warning: ").append(warning).append('\n'));
    }
    if (explanation.omitted() > 0) {
      text.append('\n').append(explanation.omitted())
          .append(" more policies, which are as far from granting it, are not shown.\n");
    }
    return text.toString();
  }

  private static Map<String, Object> data(PolicyExplanation explanation) {
    List<Map<String, Object>> policies = new ArrayList<>();
    for (PolicyExplanation.Entry policy : explanation.policies()) {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("name", policy.name());
      members.put("grants", policy.grants());
      members.put("reasons", policy.reasons());
      members.put("warnings", policy.warnings());
      policies.add(members);
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("granted", explanation.granted());
    members.put("decidedBy", explanation.decidedBy());
    members.put("policies", policies);
    members.put("omitted", explanation.omitted());
    return members;
  }
}
