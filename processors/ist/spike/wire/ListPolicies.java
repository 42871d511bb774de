// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.util.List;

/**
 * Asks for the names of policies (wire spec 3.3): of all, or of those whose pattern is exactly this.
 *
 * @param spiffeIdPattern the pattern to look for; empty for any
 * @param pathPattern the pattern to look for; empty for any
 */
public record ListPolicies(String spiffeIdPattern, String pathPattern) {

  /** Reads a request. */
  public static ListPolicies parse(byte[] body) {
    GoReader in = GoReader.request(body, "spiffeidPattern", "pathPattern");
    String spiffeIdPattern = "";
    String pathPattern = "";
    while (in.next()) {
      switch (in.name()) {
        case "spiffeidPattern" -> spiffeIdPattern = in.text();
        default -> pathPattern = in.text();
      }
    }
    return new ListPolicies(spiffeIdPattern, pathPattern);
  }

  /** Writes a request. */
  public byte[] toJson() {
    return new GoWriter().open().member("spiffeidPattern", spiffeIdPattern)
        .member("pathPattern", pathPattern).close().toBytes();
  }

  /** Writes an answer. */
  public static byte[] answer(List<String> names) {
    GoWriter out = new GoWriter().open().name("policies").startArray();
    names.forEach(name -> out.open().member("id", "").member("name", name).close());
    return out.endArray().close().toBytes();
  }

  /** Reads an answer. */
  public static List<String> parseAnswer(byte[] body) {
    GoReader in = GoReader.answer(body, "policies");
    List<String> names = List.of();
    while (in.next()) {
      names = in.objects(ListPolicies::name, "name");
    }
    return names;
  }

  private static String name(GoReader policy) {
    String name = "";
    while (policy.next()) {
      name = policy.text();
    }
    return name;
  }
}
