// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

import java.util.OptionalLong;

/** What Linux does with the memory of this process as a whole. */
public final class ProcessMemory {
  private ProcessMemory() {}

  /**
   * From now on this process leaves no core file, and no other process of its user may read its memory or trace it (root
   * still may). There is no way back.
   */
  public static void hide() {
    Libc.forbid(Libc.RLIMIT_CORE);
    Libc.makeUndumpable();
  }

  /** Whether {@link #hide} has been done. */
  public static boolean isHidden() {
    return Libc.softLimit(Libc.RLIMIT_CORE) == 0 && !Libc.isDumpable();
  }

  /** Whether the system keeps new secrets out of swap. */
  public static boolean isLockable() {
    try (SecretBytes probe = SecretBytes.random(1)) {
      return probe.isLocked();
    }
  }

  /** How many bytes this process may lock; empty when there is no limit. */
  public static OptionalLong lockLimitBytes() {
    long limit = Libc.softLimit(Libc.RLIMIT_MEMLOCK);
    return limit == Libc.UNLIMITED ? OptionalLong.empty() : OptionalLong.of(limit);
  }

  /** How many bytes a process must be allowed to lock for its first 1,024 keys and shares. */
  public static long neededLockBytes() {
    return LockedPages.REGION_BYTES;
  }
}
