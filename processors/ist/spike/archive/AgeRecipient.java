// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import com.exceptionfactory.jagged.bech32.Bech32;
import com.exceptionfactory.jagged.bech32.Bech32Address;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;

/**
 * Whom an age file is encrypted to: an X25519 public key.
 *
 * @param text its only text form, {@code age1} and 58 lower-case letters and digits
 */
public record AgeRecipient(String text) {

  /** Size of the public key. */
  public static final int SIZE_BYTES = 32;

  private static final String PREFIX = "age";

  /** Refuses any other form, {@code BAD_SETTING}; the text is public and part of the sentence. */
  public AgeRecipient {
    if (decode(text).length != SIZE_BYTES || !encode(decode(text)).equals(text)) {
      throw new SpikeException(ErrorCode.BAD_SETTING, sentence(text));
    }
  }

  /** Reads {@code age1...}; anything else is {@code BAD_SETTING}. */
  public static AgeRecipient parse(String text) {
    return new AgeRecipient(text);
  }

  /** Of a public key. */
  public static AgeRecipient of(byte[] publicKey) {
    return new AgeRecipient(encode(publicKey));
  }

  /** The public key. */
  public byte[] publicKey() {
    return decode(text);
  }

  @Override
  public String toString() {
    return text;
  }

  private static String encode(byte[] publicKey) {
    return Bech32.getEncoder().encode(PREFIX, publicKey).toString();
  }

  private static byte[] decode(String text) {
    try {
      Bech32Address address = Bech32.getDecoder().decode(text);
      if (PREFIX.contentEquals(address.getHumanReadablePart())) {
        return address.getData();
      }
    } catch (IllegalArgumentException e) {
      throw new SpikeException(ErrorCode.BAD_SETTING, sentence(text), e);
    }
    throw new SpikeException(ErrorCode.BAD_SETTING, sentence(text));
  }

  private static String sentence(String text) {
    return "'" + text + "' is no age recipient; one reads age1 and 58 more characters";
  }
}
