// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * How key material is copied.
 *
 * <p>SECURITY: byte by byte. Copies of whole arrays go through vector registers, which keep their content for long; the
 * JVM and the kernel save them on the stack of whatever runs next, and there it stays, outside all that is zeroed here.
 */
public final class ByteByByte {

  /** Takes one byte after the other, as {@code MessageDigest} and {@code Mac} do. */
  @FunctionalInterface
  public interface ByteConsumer {
    void accept(byte next);
  }

  private ByteByByte() {}

  /** A copy of the whole array, the caller's to zero. */
  public static byte[] copyOf(byte[] key) {
    byte[] copy = new byte[key.length];
    copy(key, copy, 0, key.length);
    return copy;
  }

  /** Copies the first {@code count} bytes of {@code from} to {@code to}, the first of them to index {@code at}. */
  public static void copy(byte[] from, byte[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] = from[i];
    }
  }

  /** Gives a hash or a MAC every byte of {@code key}; at once, it would copy all of them into its own buffer. */
  public static void feed(byte[] key, ByteConsumer to) {
    for (byte b : key) {
      to.accept(b);
    }
  }

  /** Copies {@code from} off the heap, to the start of {@code to}. */
  static void copy(byte[] from, MemorySegment to) {
    for (int i = 0; i < from.length; i++) {
      to.set(ValueLayout.JAVA_BYTE, i, from[i]);
    }
  }

  /** Copies all of {@code from} to the start of {@code to}, without a detour over the heap. */
  static void copy(MemorySegment from, MemorySegment to) {
    for (long i = 0; i < from.byteSize(); i++) {
      to.set(ValueLayout.JAVA_BYTE, i, from.get(ValueLayout.JAVA_BYTE, i));
    }
  }

  /** A copy of the whole segment on the heap, the caller's to zero. */
  static byte[] copyOf(MemorySegment key) {
    byte[] copy = new byte[Math.toIntExact(key.byteSize())];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = key.get(ValueLayout.JAVA_BYTE, i);
    }
    return copy;
  }
}
