// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.nio.ByteBuffer;

/**
 * What the cipher service gives out and takes back (wire spec 3.5): the answer to encrypt and the
 * request to decrypt, which have the same form.
 *
 * @param version the version byte, 0 to 255
 * @param nonce 12 bytes once validated
 * @param ciphertext with its tag
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record CipherText(int version, byte[] nonce, byte[] ciphertext) {

  /** Reads a request to decrypt. */
  public static CipherText parse(byte[] body) {
    return parse(GoReader.request(body, "version", "nonce", "ciphertext", "algorithm"));
  }

  /** Reads an answer of encrypt. */
  public static CipherText parseAnswer(byte[] body) {
    return parse(GoReader.answer(body, "version", "nonce", "ciphertext"));
  }

  private static CipherText parse(GoReader in) {
    int version = 0;
    byte[] nonce = new byte[0];
    byte[] ciphertext = new byte[0];
    while (in.next()) {
      switch (in.name()) {
        case "version" -> version = in.octet();
        case "nonce" -> nonce = in.bytes();
        case "ciphertext" -> ciphertext = in.bytes();
        default -> in.text();
      }
    }
    return new CipherText(version, nonce, ciphertext);
  }

  /** Writes either message. */
  public byte[] toJson() {
    return new GoWriter().open().member("version", version).base64("nonce", nonce)
        .base64("ciphertext", ciphertext).close().toBytes();
  }

  /** The form of SPIKE's streams: version byte, nonce, ciphertext and tag. */
  public byte[] toStream() {
    return ByteBuffer.allocate(1 + nonce.length + ciphertext.length).put((byte) version)
        .put(nonce).put(ciphertext).array();
  }
}
