// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.util.List;

/**
 * Asks for a policy to be created or replaced (wire spec 3.3); nothing of it is validated yet.
 *
 * @param name the policy's key
 * @param spiffeIdPattern whom it is for
 * @param pathPattern what it is about
 * @param permissions what it grants
 */
public record PutPolicy(String name, String spiffeIdPattern, String pathPattern,
    List<String> permissions) {

  /** Takes its own copy of the list. */
  public PutPolicy {
    permissions = List.copyOf(permissions);
  }

  /** Reads a request. */
  public static PutPolicy parse(byte[] body) {
    GoReader in =
        GoReader.request(body, "name", "spiffeidPattern", "pathPattern", "permissions");
    String name = "";
    String spiffeIdPattern = "";
    String pathPattern = "";
    List<String> permissions = List.of();
    while (in.next()) {
      switch (in.name()) {
        case "name" -> name = in.text();
        case "spiffeidPattern" -> spiffeIdPattern = in.text();
        case "pathPattern" -> pathPattern = in.text();
        default -> permissions = in.texts();
      }
    }
    return new PutPolicy(name, spiffeIdPattern, pathPattern, permissions);
  }

  /** Writes a request. */
  public byte[] toJson() {
    GoWriter out = new GoWriter().open().member("name", name)
        .member("spiffeidPattern", spiffeIdPattern).member("pathPattern", pathPattern)
        .name("permissions").startArray();
    permissions.forEach(out::text);
    return out.endArray().close().toBytes();
  }
}
