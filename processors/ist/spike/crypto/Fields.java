// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;

/**
 * The one encoding of associated data, set-hash rows and hash inputs: each field is its length (4 bytes, big-endian)
 * followed by its bytes, so different lists of fields never encode alike. The first field is a label that names the
 * use. Public data only: buffers are not zeroed.
 */
public final class Fields {

  private static final int USUAL_COUNT = 8;

  private final List<byte[]> fields = new ArrayList<>(USUAL_COUNT);
  private int sizeBytes;

  private Fields() {}

  /** Starts a list whose first field is {@code label}. */
  public static Fields of(String label) {
    return new Fields().text(label);
  }

  /** Adds text as UTF-8; text with an unpaired surrogate has no UTF-8 form and is refused. */
  public Fields text(String text) {
    // SECURITY: the lenient encoder writes '?' for an unpaired surrogate, so that two texts would
    // encode alike. Without surrogates both encoders agree, and the lenient one is faster by far.
    return bytes(hasSurrogates(text) ? strictUtf8(text) : text.getBytes(UTF_8));
  }

  /** Adds a number as 8 bytes, big-endian. */
  public Fields number(long number) {
    return bytes(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  /** Adds bytes, which must not change any more. */
  public Fields bytes(byte[] field) {
    sizeBytes = Math.addExact(sizeBytes, Math.addExact(Integer.BYTES, field.length));
    fields.add(field);
    return this;
  }

  public byte[] toBytes() {
    ByteBuffer encoded = ByteBuffer.allocate(sizeBytes);
    for (byte[] field : fields) {
      encoded.putInt(field.length).put(field);
    }
    return encoded.array();
  }

  private static boolean hasSurrogates(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static byte[] strictUtf8(String text) {
    try {
      ByteBuffer utf8 = UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] field = new byte[utf8.remaining()];
      utf8.get(field);
      return field;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("text is not well-formed Unicode", e);
    }
  }
}
