// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

/**
 * Asks to read or delete the policy of this name, which SPIKE still calls its {@code id} (wire spec
 * 3.3).
 */
public record PolicyName(String name) {

  /** Reads a request. */
  public static PolicyName parse(byte[] body) {
    GoReader in = GoReader.request(body, "id");
    String name = "";
    while (in.next()) {
      name = in.text();
    }
    return new PolicyName(name);
  }

  /** Writes a request. */
  public byte[] toJson() {
    return new GoWriter().open().member("id", name).close().toBytes();
  }
}
