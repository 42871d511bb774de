// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

/**
 * What the cipher service is to seal or has opened (wire spec 3.5): the request to encrypt and the
 * answer to decrypt, which have the same form.
 *
 * @param bytes may be empty; not kept
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record Plaintext(byte[] bytes) {

  /** Reads a request to encrypt. */
  public static Plaintext parse(byte[] body) {
    return parse(GoReader.request(body, "plaintext", "algorithm"));
  }

  /** Reads an answer of decrypt. */
  public static Plaintext parseAnswer(byte[] body) {
    return parse(GoReader.answer(body, "plaintext"));
  }

  private static Plaintext parse(GoReader in) {
    byte[] bytes = new byte[0];
    while (in.next()) {
      switch (in.name()) {
        case "plaintext" -> bytes = in.bytes();
        default -> in.text();
      }
    }
    return new Plaintext(bytes);
  }

  /** Writes either message; empty bytes are {@code null}, as Go has it. */
  public byte[] toJson() {
    return new GoWriter().open().base64("plaintext", bytes).close().toBytes();
  }

  /** Names the message without its bytes. */
  @Override
  public String toString() {
    return "Plaintext[" + bytes.length + " bytes]";
  }
}
