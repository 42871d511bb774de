// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

/** The content of one secret, in {@link LockedPages}, until it is closed. */
final class LockedMemory implements Runnable {
  private final LockedPages.Piece piece;
  private boolean closed;

  private LockedMemory(LockedPages.Piece piece) {
    this.piece = piece;
  }

  /** Copies {@code content} off the heap; the array stays the caller's to zero. */
  static LockedMemory holding(byte[] content) {
    LockedPages.Piece piece = LockedPages.OF_PROCESS.take(content.length);
    ByteByByte.copy(content, piece.bytes());
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
    LockedPages.Piece other = LockedPages.OF_PROCESS.take(size());
    ByteByByte.copy(piece.bytes(), other.bytes());
    return new LockedMemory(other);
  }

  /** The copy is the caller's to zero. */
  synchronized byte[] copyOut() {
    requireOpen();
    return ByteByByte.copyOf(piece.bytes());
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
