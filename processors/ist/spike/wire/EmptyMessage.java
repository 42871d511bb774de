// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

/** Answers that say nothing, and requests that ask for nothing in particular. */
public final class EmptyMessage {

  private EmptyMessage() {}

  /** The empty JSON object. */
  public static byte[] json() {
    return new byte[]{'{', '}'};
  }

  /** Checks that a request is a JSON object, as SPIKE demands even where it reads no member. */
  public static void parse(byte[] body) {
    GoReader in = GoReader.request(body);
    if (in.next()) {
      throw new AssertionError("a reader that knows no member found one");
    }
  }
}
