// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Pages outside the Java heap, so that no heap dump, core dump or garbage collector copy has their content. Linux only.
 */
@SuppressWarnings("restricted")
final class LockedMemory implements Runnable {
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
  private static final int MADV_DONTDUMP = 16;
  private static final int MADV_WIPEONFORK = 18;
  private static final long MAP_FAILED = -1;

  private static final MethodHandle MMAP = handle("mmap", FunctionDescriptor.of(
      ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT,
      ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
  private static final MethodHandle MLOCK = handle("mlock", addressAndSize());
  private static final MethodHandle MUNMAP = handle("munmap", addressAndSize());
  private static final MethodHandle MADVISE = handle("madvise", FunctionDescriptor.of(
      ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));

  private final MemorySegment bytes;
  private final boolean locked;
  private boolean closed;

  private LockedMemory(MemorySegment bytes, boolean locked) {
    this.bytes = bytes;
    this.locked = locked;
  }

  /** Maps pages of its own for {@code content} and copies it there; the array stays the caller's to zero. */
  static LockedMemory holding(byte[] content) {
    try {
      long size = content.length;
      long address =
          (long) MMAP.invokeExact(0L, size, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
      if (address == MAP_FAILED) {
        throw new IllegalStateException("no memory for a secret of " + size + " bytes");
      }
      // Best effort: a process without the right to lock still works, and isLocked() tells.
      boolean locked = (int) MLOCK.invokeExact(address, size) == 0;
      int _ = (int) MADVISE.invokeExact(address, size, MADV_DONTDUMP);
      int _ = (int) MADVISE.invokeExact(address, size, MADV_WIPEONFORK);
      MemorySegment segment = MemorySegment.ofAddress(address).reinterpret(size);
      MemorySegment.copy(content, 0, segment, ValueLayout.JAVA_BYTE, 0, content.length);
      return new LockedMemory(segment, locked);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("mmap, mlock and madvise throw nothing", e);
    }
  }

  int size() {
    return Math.toIntExact(bytes.byteSize());
  }

  boolean isLocked() {
    return locked;
  }

  /** The copy is the caller's to zero. */
  synchronized byte[] copyOut() {
    if (closed) {
      throw new IllegalStateException("the secret was closed");
    }
    return bytes.toArray(ValueLayout.JAVA_BYTE);
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Zeroes and unmaps; harmless when repeated. */
  @Override
  public synchronized void run() {
    if (closed) {
      return;
    }
    closed = true;
    // SECURITY: unmapping alone would leave the content in a free page of the kernel.
    bytes.fill((byte) 0);
    try {
      int _ = (int) MUNMAP.invokeExact(bytes.address(), bytes.byteSize());
    } catch (Throwable e) {
      throw new AssertionError("munmap throws nothing", e);
    }
  }

  private static FunctionDescriptor addressAndSize() {
    return FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG,
        ValueLayout.JAVA_LONG);
  }

  private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
  }
}
