// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.bech32.Bech32;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.nio.CharBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** The X25519 private key that opens what is encrypted to its recipient. The owner closes it. */
public final class AgeIdentity implements AutoCloseable {

  /** Size of the private key. */
  public static final int SIZE_BYTES = 32;

  private static final String PREFIX = "AGE-SECRET-KEY-";
  private static final String BACKUP_PURPOSE = "backup-identity";

  private final SecretBytes scalar;

  private AgeIdentity(SecretBytes scalar) {
    this.scalar = scalar;
  }

  /** Takes ownership of 32 bytes, which are clamped when they are used (RFC 7748). */
  public static AgeIdentity of(SecretBytes scalar) {
    if (scalar.size() != SIZE_BYTES) {
      scalar.close();
      throw new IllegalArgumentException("an age identity has " + SIZE_BYTES + " bytes");
    }
    return new AgeIdentity(scalar);
  }

  /** The identity that every backup of a store with this root key is encrypted to. */
  public static AgeIdentity ofBackups(RootKey key) {
    return of(key.derive(BACKUP_PURPOSE, SIZE_BYTES));
  }

  /** A new one, at random. */
  public static AgeIdentity generate() {
    return of(SecretBytes.random(SIZE_BYTES));
  }

  /** Reads {@code AGE-SECRET-KEY-1...}; the caller zeroes the characters. Else {@code BAD_SETTING}. */
  public static AgeIdentity parse(char[] text) {
    CharBuffer characters = CharBuffer.wrap(text);
    try {
      if (characters.length() > PREFIX.length()
          && PREFIX.contentEquals(characters.subSequence(0, PREFIX.length()))) {
        return of(SecretBytes.takeOwnership(Bech32.getDecoder().decode(characters).getData()));
      }
    } catch (IllegalArgumentException e) {
      // SECURITY: the cause may quote the key, so it is left out.
      throw refused();
    }
    throw refused();
  }

  /** Whom to encrypt to so that this identity can decrypt. */
  public AgeRecipient recipient() {
    byte[] publicKey = new byte[AgeRecipient.SIZE_BYTES];
    scalar.lendTo(key -> X25519.generatePublicKey(key, 0, publicKey, 0));
    return AgeRecipient.of(publicKey);
  }

  /** What the age library decrypts with. */
  RecipientStanzaReader reader() throws GeneralSecurityException {
    char[] text = scalar.lend(AgeIdentity::encoded);
    try {
      return X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(CharBuffer.wrap(text));
    } finally {
      Arrays.fill(text, '\0');
    }
  }

  private static char[] encoded(byte[] key) {
    CharSequence encoded = Bech32.getEncoder().encode(PREFIX, key);
    char[] text = new char[encoded.length()];
    for (int i = 0; i < text.length; i++) {
      text[i] = encoded.charAt(i);
    }
    if (encoded instanceof CharBuffer buffer && buffer.hasArray()) {
      Arrays.fill(buffer.array(), '\0');
    }
    return text;
  }

  private static SpikeException refused() {
    return new SpikeException(ErrorCode.BAD_SETTING,
        "no age identity; one reads AGE-SECRET-KEY-1 and 58 more characters");
  }

  @Override
  public void close() {
    scalar.close();
  }

  @Override
  public String toString() {
    return "AgeIdentity[redacted]";
  }
}
