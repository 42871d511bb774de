// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The content of one secret, in {@link LockedPages}, until it is closed. */
final class LockedMemory implements Runnable {
  private final LockedPages.Piece piece;
  private boolean closed;

  private LockedMemory(LockedPages.Piece piece) {
    this.piece = piece;
  }

  /** Copies {@code content} off the heap; the array stays the caller's to zero. */
  static LockedMemory holding(byte[] content) {
    return holding(MemorySegment.ofArray(content));
  }

  private static LockedMemory holding(MemorySegment content) {
    LockedPages.Piece piece =
        LockedPages.OF_PROCESS.take(Math.toIntExact(content.byteSize()));
    piece.bytes().copyFrom(content);
    return new LockedMemory(piece);
  }

  int size() {
    return Math.toIntExact(piece.bytes().byteSize());
  }

  boolean isLocked() {
    return piece.isLocked();
  }

  /** The same content once more, without a detour over the heap. */
  synchronized LockedMemory copy() {
    requireOpen();
    return holding(piece.bytes());
  }

  /** The copy is the caller's to zero. */
  synchronized byte[] copyOut() {
    requireOpen();
    return piece.bytes().toArray(ValueLayout.JAVA_BYTE);
  }

  /** Zeroes and gives the memory back; harmless when repeated. */
  @Override
  public synchronized void run() {
    if (!closed) {
      closed = true;
      LockedPages.OF_PROCESS.giveBack(piece);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the secret was closed");
    }
  }
}
