// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
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

  /**
   * One shape for all: up to six words and one back. On Linux, words a function does not take are
   * ignored in their registers, and narrower ones are the lower part of theirs. Each shape costs a start
   * some milliseconds, because the JVM makes classes for it that no AOT cache keeps.
   */
  private static final FunctionDescriptor WORDS =
      FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG, LONG);

  private static final MethodHandle MMAP = handle("mmap");
  private static final MethodHandle MPROTECT = handle("mprotect");
  private static final MethodHandle MLOCK = handle("mlock");
  private static final MethodHandle MADVISE = handle("madvise");
  private static final MethodHandle MUNMAP = handle("munmap");
  private static final MethodHandle GETRLIMIT = handle("getrlimit");
  private static final MethodHandle SETRLIMIT = handle("setrlimit");
  private static final MethodHandle PRCTL = handle("prctl");

  private Libc() {}

  /** Reserves {@code size} bytes that nobody may touch yet, and gives their address. */
  static long reserve(long size) {
    long address = call(MMAP, 0, size, PROT_NONE, MAP_PRIVATE_ANONYMOUS, -1);
    if (address == MAP_FAILED) {
      throw new IllegalStateException("no memory for secrets: mmap of " + size + " bytes failed");
    }
    return address;
  }

  /** Makes reserved memory readable and writable. */
  static void open(long address, long size) {
    require("mprotect", call(MPROTECT, address, size, PROT_READ_WRITE, 0, 0));
  }

  /** Keeps memory out of swap; whether the limits allowed it. */
  static boolean lock(long address, long size) {
    return (int) call(MLOCK, address, size, 0, 0, 0) == 0;
  }

  /** Keeps memory out of core files and out of child processes. */
  static void hide(long address, long size) {
    require("madvise", call(MADVISE, address, size, MADV_DONTDUMP, 0, 0));
    require("madvise", call(MADVISE, address, size, MADV_WIPEONFORK, 0, 0));
  }

  static void release(long address, long size) {
    require("munmap", call(MUNMAP, address, size, 0, 0, 0));
  }

  /** The soft limit of this process for a resource, in its own unit, or {@link #UNLIMITED}. */
  static long softLimit(int resource) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limit = arena.allocate(LONG, 2);
      require("getrlimit", call(GETRLIMIT, resource, limit.address(), 0, 0, 0));
      return limit.getAtIndex(LONG, 0);
    }
  }

  /** Sets the soft and the hard limit of a resource to zero; there is no way back. */
  static void forbid(int resource) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment zero = arena.allocate(LONG, 2);
      require("setrlimit", call(SETRLIMIT, resource, zero.address(), 0, 0, 0));
    }
  }

  /** Says that this process leaves no core file, and that no other of its user may read its memory. */
  static void makeUndumpable() {
    require("prctl", call(PRCTL, PR_SET_DUMPABLE, 0, 0, 0, 0));
  }

  static boolean isDumpable() {
    return (int) call(PRCTL, PR_GET_DUMPABLE, 0, 0, 0, 0) != 0;
  }

  private static void require(String name, long result) {
    // An int is the lower half of the word; the upper one may hold anything.
    if ((int) result != 0) {
      throw new IllegalStateException("the system refused " + name);
    }
  }

  /** The sixth word is zero: the only function with as many takes an offset there. */
  private static long call(MethodHandle function, long... words) {
    try {
      return (long) function.invokeExact(words[0], words[1], words[2], words[3], words[4], 0L);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("functions of C throw nothing", e);
    }
  }

  private static MethodHandle handle(String name) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), WORDS);
  }
}
