// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

/**
 * Asks a Keeper for its share (wire spec 4.2).
 *
 * @param pendingOnly whether only the pending slot is wanted; else the live one, else the pending
 */
public record ReturnShare(boolean pendingOnly) {

  /** Reads a request; a slot that does not exist is refused. */
  public static ReturnShare parse(byte[] body) {
    GoReader in = GoReader.request(body, "slot");
    String slot = "";
    while (in.next()) {
      slot = in.text();
    }
    return switch (slot) {
      case "", "live" -> new ReturnShare(false);
      case "pending" -> new ReturnShare(true);
      default -> throw in.unreadable();
    };
  }

  /** Writes a request. */
  public byte[] toJson() {
    GoWriter out = new GoWriter().open();
    return (pendingOnly ? out.member("slot", "pending") : out).close().toBytes();
  }
}
