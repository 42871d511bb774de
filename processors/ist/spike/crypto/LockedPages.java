// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Memory outside the Java heap for all secrets of the process: no heap dump, core file, swap or garbage collector's copy
 * has its content. Regions of {@value #REGION_BYTES} bytes, each between two guard regions that nobody may touch, are
 * cut into slots of {@value #SLOT_BYTES}; a mapping for each secret would cost 10 microseconds and a page of the few that
 * a process may lock. Linux only. Thread safe.
 */
@SuppressWarnings("restricted")
final class LockedPages {
  /** A multiple of every page size that Linux has, and as much as the tightest usual limit lets a process lock. */
  static final int REGION_BYTES = 65_536;
  static final int SLOT_BYTES = 64;
  /** 64 MiB of secrets open at once: whoever needs more forgets to close them. */
  static final int MAX_REGIONS = 1_024;

  /** Limits on locked memory are the process's, and so is this. */
  static final LockedPages OF_PROCESS = new LockedPages();

  private static final int SLOTS = REGION_BYTES / SLOT_BYTES;

  private final List<Region> regions = new ArrayList<>();

  /**
   * Some neighbouring slots of one region.
   *
   * @param bytes of the size that was asked for
   */
  record Piece(Region region, int firstSlot, MemorySegment bytes) {
    boolean isLocked() {
      return region.locked;
    }

    private int endSlot() {
      return firstSlot + slots(bytes.byteSize());
    }
  }

  /** Sets {@code size} bytes aside, at most {@value #REGION_BYTES}; they are zero. */
  synchronized Piece take(int size) {
    for (Region region : regions) {
      int slot = region.freeSlots(slots(size));
      if (slot >= 0) {
        return region.take(slot, size);
      }
    }
    if (regions.size() == MAX_REGIONS) {
      throw new IllegalStateException(
          MAX_REGIONS + " regions of " + REGION_BYTES + " bytes are full of open secrets");
    }
    Region region = new Region();
    regions.add(region);
    return region.take(0, size);
  }

  /** Zeroes a piece and takes it back. */
  synchronized void giveBack(Piece piece) {
    // SECURITY: unmapping alone would leave the content in a free page of the kernel.
    piece.bytes.fill((byte) 0);
    Region region = piece.region;
    region.used.clear(piece.firstSlot, piece.endSlot());
    if (region.used.isEmpty() && regions.size() > 1) {
      regions.remove(region);
      Libc.release(region.address, 3L * REGION_BYTES);
    }
  }

  synchronized int regions() {
    return regions.size();
  }

  private static int slots(long size) {
    return Math.toIntExact((size + SLOT_BYTES - 1) / SLOT_BYTES);
  }

  /** Guard, data, guard. */
  static final class Region {
    private final long address = Libc.reserve(3L * REGION_BYTES);
    private final MemorySegment data =
        MemorySegment.ofAddress(address + REGION_BYTES).reinterpret(REGION_BYTES);
    private final BitSet used = new BitSet(SLOTS);
    private final boolean locked;

    private Region() {
      Libc.open(data.address(), REGION_BYTES);
      // Best effort: a process without the right to lock still works, and isLocked() tells.
      locked = Libc.lock(data.address(), REGION_BYTES);
      Libc.hide(data.address(), REGION_BYTES);
    }

    /** The first of so many free neighbours, or -1. */
    private int freeSlots(int count) {
      int slot = used.nextClearBit(0);
      while (slot + count <= SLOTS) {
        int nextUsed = used.nextSetBit(slot);
        if (nextUsed < 0 || nextUsed >= slot + count) {
          return slot;
        }
        slot = used.nextClearBit(nextUsed);
      }
      return -1;
    }

    private Piece take(int slot, int size) {
      used.set(slot, slot + slots(size));
      return new Piece(this, slot, data.asSlice((long) slot * SLOT_BYTES, size));
    }
  }
}
