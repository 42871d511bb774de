// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

/** Asks about the dead letter of this number: ours. */
public record DeadLetterNumber(long id) {

  /** Reads a request. */
  public static DeadLetterNumber parse(byte[] body) {
    GoReader in = GoReader.request(body, "id");
    long id = 0;
    while (in.next()) {
      id = in.number();
    }
    return new DeadLetterNumber(id);
  }

  /** Writes a request. */
  public byte[] toJson() {
    return new GoWriter().open().member("id", id).close().toBytes();
  }
}
