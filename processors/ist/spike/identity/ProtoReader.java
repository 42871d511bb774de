// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** Reads the fields of a protobuf message one after the other, from memory it does not copy. */
final class ProtoReader {

  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED_32 = 5;
  private static final int WIRE_TYPE_BITS = 3;
  /** Ten groups of seven bits hold 64. */
  private static final int MAX_VARINT_BYTES = 10;

  /**
   * One field.
   *
   * @param number which one
   * @param bytes its value; empty when it is a number, for which the caller has no use
   */
  record Field(long number, ByteBuffer bytes) {}

  private final ByteBuffer in;

  ProtoReader(ByteBuffer message) {
    this.in = message.slice();
  }

  boolean hasNext() {
    return in.hasRemaining();
  }

  /** The next field. */
  Field next() throws IOException {
    try {
      long tag = varint();
      int size =
          switch ((int) tag & ((1 << WIRE_TYPE_BITS) - 1)) {
            case VARINT -> (int) (varint() & 0);
            case FIXED_64 -> skip(Long.BYTES);
            case FIXED_32 -> skip(Integer.BYTES);
            case BYTES -> size(varint());
            default -> throw new IOException("a protobuf field of an unknown kind");
          };
      ByteBuffer bytes = in.slice(in.position(), size);
      in.position(in.position() + size);
      return new Field(tag >>> WIRE_TYPE_BITS, bytes);
    } catch (BufferUnderflowException e) {
      throw new IOException("a protobuf message that is cut off", e);
    }
  }

  private int size(long size) throws IOException {
    if (size < 0 || size > in.remaining()) {
      throw new IOException("a protobuf field that is longer than its message");
    }
    return (int) size;
  }

  private int skip(int bytes) throws IOException {
    in.position(in.position() + size(bytes));
    return 0;
  }

  private long varint() throws IOException {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      byte group = in.get();
      value |= (group & 0x7fL) << (7 * i);
      if (group >= 0) {
        return value;
      }
    }
    throw new IOException("a protobuf number that does not end");
  }
}
