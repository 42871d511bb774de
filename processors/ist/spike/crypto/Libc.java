// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The calls of Linux that keep memory to ourselves, with the names and numbers of its manual pages. */
@SuppressWarnings("restricted")
final class Libc {
  static final int RLIMIT_CORE = 4;
  static final int RLIMIT_MEMLOCK = 8;
  /** Stands for "no limit" in {@link #softLimit}. */
  static final long UNLIMITED = -1;

  private static final int PROT_NONE = 0;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
  private static final int MADV_DONTDUMP = 16;
  private static final int MADV_WIPEONFORK = 18;
  private static final int PR_GET_DUMPABLE = 3;
  private static final int PR_SET_DUMPABLE = 4;
  private static final long MAP_FAILED = -1;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout POINTER = ValueLayout.ADDRESS;

  private static final MethodHandle MMAP = handle("mmap", LONG, LONG, LONG, INT, INT, INT, LONG);
  private static final MethodHandle MPROTECT = handle("mprotect", INT, LONG, LONG, INT);
  private static final MethodHandle MLOCK = handle("mlock", INT, LONG, LONG);
  private static final MethodHandle MADVISE = handle("madvise", INT, LONG, LONG, INT);
  private static final MethodHandle MUNMAP = handle("munmap", INT, LONG, LONG);
  private static final MethodHandle GETRLIMIT = handle("getrlimit", INT, INT, POINTER);
  private static final MethodHandle SETRLIMIT = handle("setrlimit", INT, INT, POINTER);
  private static final MethodHandle PRCTL =
      handle(Linker.Option.firstVariadicArg(1), "prctl", INT, INT, LONG, LONG, LONG, LONG);

  private Libc() {}

  /** Reserves {@code size} bytes that nobody may touch yet, and gives their address. */
  static long reserve(long size) {
    long address = call(() -> (long) MMAP.invokeExact(0L, size, PROT_NONE,
        MAP_PRIVATE_ANONYMOUS, -1, 0L));
    if (address == MAP_FAILED) {
      throw new IllegalStateException("no memory for secrets: mmap of " + size + " bytes failed");
    }
    return address;
  }

  /** Makes reserved memory readable and writable. */
  static void open(long address, long size) {
    require("mprotect", call(() -> (int) MPROTECT.invokeExact(address, size, PROT_READ_WRITE)));
  }

  /** Keeps memory out of swap; whether the limits allowed it. */
  static boolean lock(long address, long size) {
    return call(() -> (int) MLOCK.invokeExact(address, size)) == 0;
  }

  /** Keeps memory out of core files and out of child processes. */
  static void hide(long address, long size) {
    require("madvise", call(() -> (int) MADVISE.invokeExact(address, size, MADV_DONTDUMP)));
    require("madvise", call(() -> (int) MADVISE.invokeExact(address, size, MADV_WIPEONFORK)));
  }

  static void release(long address, long size) {
    require("munmap", call(() -> (int) MUNMAP.invokeExact(address, size)));
  }

  /** The soft limit of this process for a resource, in its own unit, or {@link #UNLIMITED}. */
  static long softLimit(int resource) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limit = arena.allocate(LONG, 2);
      require("getrlimit", call(() -> (int) GETRLIMIT.invokeExact(resource, limit)));
      return limit.getAtIndex(LONG, 0);
    }
  }

  /** Sets the soft and the hard limit of a resource to zero; there is no way back. */
  static void forbid(int resource) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment zero = arena.allocate(LONG, 2);
      require("setrlimit", call(() -> (int) SETRLIMIT.invokeExact(resource, zero)));
    }
  }

  /** Says that this process leaves no core file, and that no other of its user may read its memory. */
  static void makeUndumpable() {
    require("prctl",
        call(() -> (int) PRCTL.invokeExact(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L)));
  }

  static boolean isDumpable() {
    return call(() -> (int) PRCTL.invokeExact(PR_GET_DUMPABLE, 0L, 0L, 0L, 0L)) != 0;
  }

  private static void require(String name, long result) {
    if (result != 0) {
      throw new IllegalStateException("the system refused " + name);
    }
  }

  private static long call(NativeCall call) {
    try {
      return call.run();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("functions of C throw nothing", e);
    }
  }

  private static MethodHandle handle(String name, MemoryLayout result, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, arguments));
  }

  private static MethodHandle handle(Linker.Option option, String name, MemoryLayout result,
      MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, arguments), option);
  }

  @FunctionalInterface
  private interface NativeCall {
    long run() throws Throwable;
  }
}
