// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link ist.spike.crypto.Fields} wrote, field by field. It was sealed, so anything else
 * is our own mistake.
 */
final class FieldReader {

  private final ByteBuffer bytes;

  private FieldReader(byte[] encoded) {
    this.bytes = ByteBuffer.wrap(encoded);
  }

  /** Starts behind the label, which must be this one. */
  static FieldReader of(String label, byte[] encoded) {
    FieldReader reader = new FieldReader(encoded);
    if (!reader.text().equals(label)) {
      throw unreadable(label);
    }
    return reader;
  }

  boolean hasMore() {
    return bytes.hasRemaining();
  }

  byte[] bytes() {
    try {
      int size = bytes.getInt();
      if (size < 0 || size > bytes.remaining()) {
        throw unreadable("a field of " + size + " bytes");
      }
      byte[] field = new byte[size];
      bytes.get(field);
      return field;
    } catch (BufferUnderflowException e) {
      throw unreadable("cut off");
    }
  }

  long number() {
    byte[] field = bytes();
    if (field.length != Long.BYTES) {
      throw unreadable("a number of " + field.length + " bytes");
    }
    return ByteBuffer.wrap(field).getLong();
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  private static SpikeException unreadable(String what) {
    return new SpikeException(ErrorCode.INTERNAL,
        "what a sealed row holds cannot be read: " + what);
  }
}
