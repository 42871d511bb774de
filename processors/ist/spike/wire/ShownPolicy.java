// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * A policy as reading it shows it (wire spec 3.3). Its pattern of SPIFFE IDs has SPIKE's misspelt name,
 * which is the only one that Go clients read, and the right one besides.
 *
 * @param policy what was put
 * @param createdAt when its name was first put
 * @param updatedAt when it was last put
 */
public record ShownPolicy(PutPolicy policy, Instant createdAt, Instant updatedAt) {

  private static final String MISSPELT = "spiffiedPattern";

  /** Writes an answer with its times in this zone. SPIKE uses the server's own. */
  public byte[] toJson(ZoneId zone) {
    GoWriter out = new GoWriter().open().member("id", "").member("name", policy.name())
        .member(MISSPELT, policy.spiffeIdPattern()).member("pathPattern", policy.pathPattern())
        .name("permissions").startArray();
    policy.permissions().forEach(out::text);
    return out.endArray().member("createdAt", createdAt, zone)
        .member("updatedAt", updatedAt, zone)
        .member("spiffeidPattern", policy.spiffeIdPattern()).close().toBytes();
  }

  /** Reads an answer, of a Go Nexus too. */
  public static ShownPolicy parse(byte[] body) {
    GoReader in = GoReader.answer(body, "name", MISSPELT, "pathPattern", "permissions",
        "createdAt", "updatedAt");
    String name = "";
    String spiffeIdPattern = "";
    String pathPattern = "";
    List<String> permissions = List.of();
    Instant createdAt = GoWriter.zeroTime();
    Instant updatedAt = GoWriter.zeroTime();
    while (in.next()) {
      switch (in.name()) {
        case "name" -> name = in.text();
        case MISSPELT -> spiffeIdPattern = in.text();
        case "pathPattern" -> pathPattern = in.text();
        case "permissions" -> permissions = in.texts();
        case "createdAt" -> createdAt = in.time().orElse(GoWriter.zeroTime());
        default -> updatedAt = in.time().orElse(GoWriter.zeroTime());
      }
    }
    return new ShownPolicy(new PutPolicy(name, spiffeIdPattern, pathPattern, permissions),
        createdAt, updatedAt);
  }
}
