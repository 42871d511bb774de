// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Key material, held outside the Java heap in pages that are locked into memory where the system allows it, left out of
 * core dumps, and zeroed on close. It is lent to a function as a short-lived array, never handed out, never printed and
 * never compared with {@code equals}. Thread safe. After {@link #close} every use is an {@link IllegalStateException}.
 */
public final class SecretBytes implements AutoCloseable {
  /** Larger than any key, share or identity file; a bound, not a target. */
  public static final int MAX_SIZE_BYTES = 65_536;

  private static final Cleaner FORGOTTEN = Cleaner.create();
  private static final SecureRandom RANDOM = new SecureRandom();

  private final LockedMemory memory;
  private final Cleaner.Cleanable cleanable;

  private SecretBytes(LockedMemory memory) {
    this.memory = memory;
    // Closing is the owner's duty; this only keeps a forgotten secret from outliving its last
    // reference.
    this.cleanable = FORGOTTEN.register(this, memory);
  }

  /** Moves {@code bytes}, 1 to {@value #MAX_SIZE_BYTES} of them, off the heap and zeroes the array, also on failure. */
  public static SecretBytes takeOwnership(byte[] bytes) {
    try {
      requireSize(bytes.length);
      return new SecretBytes(LockedMemory.holding(bytes));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Uniformly random bytes from the system's generator. */
  public static SecretBytes random(int sizeBytes) {
    requireSize(sizeBytes);
    byte[] bytes = new byte[sizeBytes];
    RANDOM.nextBytes(bytes);
    return takeOwnership(bytes);
  }

  public int size() {
    return memory.size();
  }

  /** Whether the system agreed to keep these pages out of swap. */
  public boolean isLocked() {
    return memory.isLocked();
  }

  /**
   * Lends a heap copy to {@code use} and zeroes it when {@code use} returns or throws. What {@code use} returns must not
   * be or contain the array.
   */
  public <T extends @Nullable Object> T lend(Function<byte[], T> use) {
    byte[] copy = copyOut();
    try {
      return use.apply(copy);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  /** As {@link #lend}, for a use without a result. */
  public void lendTo(Consumer<byte[]> use) {
    byte[] copy = copyOut();
    try {
      use.accept(copy);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  /** Whether both hold the same bytes; the time taken depends on the sizes only. */
  public boolean matches(SecretBytes other) {
    return lend(mine -> other.lend(theirs -> MessageDigest.isEqual(mine, theirs)));
  }

  /** Whether every byte is zero, SPIKE's sign for "no key"; in constant time. */
  public boolean isZero() {
    return lend(bytes -> MessageDigest.isEqual(bytes, new byte[bytes.length]));
  }

  /** A second, independent owner of the same bytes. */
  public SecretBytes copy() {
    try {
      return new SecretBytes(memory.copy());
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Zeroes and releases the memory; harmless when repeated. */
  @Override
  public void close() {
    cleanable.clean();
  }

  @Override
  public String toString() {
    return "SecretBytes[redacted]";
  }

  /** For providers that zero the encoded keys they ask for; anyone else uses {@link #lend}. */
  byte[] copyOut() {
    try {
      return memory.copyOut();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private static void requireSize(int sizeBytes) {
    if (sizeBytes < 1 || sizeBytes > MAX_SIZE_BYTES) {
      throw new IllegalArgumentException(
          "a secret has 1 to " + MAX_SIZE_BYTES + " bytes, not " + sizeBytes);
    }
  }
}
