// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

/**
 * Bootstrap's probe: something sealed under the root key that Nexus proves it can open (wire spec
 * 3.6).
 *
 * @param nonce 12 bytes once validated
 * @param ciphertext with its tag
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record VerifyProbe(byte[] nonce, byte[] ciphertext) {

  /** Reads a request. */
  public static VerifyProbe parse(byte[] body) {
    GoReader in = GoReader.request(body, "nonce", "ciphertext");
    byte[] nonce = new byte[0];
    byte[] ciphertext = new byte[0];
    while (in.next()) {
      switch (in.name()) {
        case "nonce" -> nonce = in.bytes();
        default -> ciphertext = in.bytes();
      }
    }
    return new VerifyProbe(nonce, ciphertext);
  }

  /** Writes a request. */
  public byte[] toJson() {
    return new GoWriter().open().base64("nonce", nonce).base64("ciphertext", ciphertext).close()
        .toBytes();
  }

  /** The answer: the SHA-256 of what the probe held, in lower-case hex. */
  public static byte[] answer(String hash) {
    return new GoWriter().open().member("hash", hash).close().toBytes();
  }

  /** Reads the hash out of an answer. */
  public static String parseAnswer(byte[] body) {
    GoReader in = GoReader.answer(body, "hash");
    String hash = "";
    while (in.next()) {
      hash = in.text();
    }
    return hash;
  }
}
