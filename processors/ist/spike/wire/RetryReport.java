// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

/**
 * How it went when the work of a dead letter was done again.
 *
 * @param done whether it worked, so that the letter is gone
 * @param error why not; empty when it worked
 */
public record RetryReport(boolean done, String error) {

  /** Writes an answer. */
  public byte[] toJson() {
    return new GoWriter().open().member("done", done).member("error", error).close().toBytes();
  }

  /** Reads an answer. */
  public static RetryReport parse(byte[] body) {
    GoReader in = GoReader.answer(body, "done", "error");
    boolean done = false;
    String error = "";
    while (in.next()) {
      switch (in.name()) {
        case "done" -> done = in.flag();
        default -> error = in.text();
      }
    }
    return new RetryReport(done, error);
  }
}
