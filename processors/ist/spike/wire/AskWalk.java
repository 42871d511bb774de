// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

/**
 * Asks how far a long walk in the background is, and begins one first if wanted
 * (ops/format/wire-extensions.md 9).
 *
 * @param start whether to begin one if none is under way
 */
public record AskWalk(boolean start) {

  /** Reads a request. */
  public static AskWalk parse(byte[] body) {
    GoReader in = GoReader.request(body, "start");
    boolean start = false;
    while (in.next()) {
      start = in.flag();
    }
    return new AskWalk(start);
  }

  /** Writes a request. */
  public byte[] toJson() {
    GoWriter out = new GoWriter().open();
    return (start ? out.member("start", true) : out).close().toBytes();
  }
}
