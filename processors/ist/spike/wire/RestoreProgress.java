// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

/**
 * How far a restore has come (wire spec 3.4).
 *
 * @param collected shares taken so far
 * @param remaining shares still needed
 * @param restored whether Nexus has its key
 */
public record RestoreProgress(int collected, int remaining, boolean restored) {

  /** Writes an answer. */
  public byte[] toJson() {
    return new GoWriter().open().member("collected", collected).member("remaining", remaining)
        .member("restored", restored).close().toBytes();
  }

  /** Reads an answer. */
  public static RestoreProgress parse(byte[] body) {
    GoReader in = GoReader.answer(body, "collected", "remaining", "restored");
    int collected = 0;
    int remaining = 0;
    boolean restored = false;
    while (in.next()) {
      switch (in.name()) {
        case "collected" -> collected = in.integer();
        case "remaining" -> remaining = in.integer();
        default -> restored = in.flag();
      }
    }
    return new RestoreProgress(collected, remaining, restored);
  }
}
