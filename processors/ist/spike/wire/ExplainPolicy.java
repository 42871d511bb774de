// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

/**
 * Asks why a caller would be granted or refused something: ours.
 *
 * @param spiffeId the caller; not yet validated
 * @param path what it would ask about
 * @param permission what it would need there
 */
public record ExplainPolicy(String spiffeId, String path, String permission) {

  /** Reads a request. */
  public static ExplainPolicy parse(byte[] body) {
    GoReader in = GoReader.request(body, "spiffeId", "path", "permission");
    String spiffeId = "";
    String path = "";
    String permission = "";
    while (in.next()) {
      switch (in.name()) {
        case "spiffeId" -> spiffeId = in.text();
        case "path" -> path = in.text();
        default -> permission = in.text();
      }
    }
    return new ExplainPolicy(spiffeId, path, permission);
  }

  /** Writes a request. */
  public byte[] toJson() {
    return new GoWriter().open().member("spiffeId", spiffeId).member("path", path)
        .member("permission", permission).close().toBytes();
  }
}
