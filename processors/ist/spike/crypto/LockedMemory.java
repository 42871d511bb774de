// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

import java.lang.foreign.ValueLayout;

/**
 * The content of one secret, in {@link LockedPages}, until it is closed.
 *
 * <p>SECURITY: it is copied byte by byte. Copies of whole arrays go through vector registers, which keep their content
 * for long; the JVM and the kernel save them on the stack of whatever runs next, and there it stays, outside all that is
 * zeroed here.
 */
final class LockedMemory implements Runnable {
  private final LockedPages.Piece piece;
  private boolean closed;

  private LockedMemory(LockedPages.Piece piece) {
    this.piece = piece;
  }

  /** Copies {@code content} off the heap; the array stays the caller's to zero. */
  static LockedMemory holding(byte[] content) {
    LockedPages.Piece piece = LockedPages.OF_PROCESS.take(content.length);
    for (int i = 0; i < content.length; i++) {
      piece.bytes().set(ValueLayout.JAVA_BYTE, i, content[i]);
    }
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
    for (int i = 0; i < size(); i++) {
      other.bytes().set(ValueLayout.JAVA_BYTE, i, piece.bytes().get(ValueLayout.JAVA_BYTE, i));
    }
    return new LockedMemory(other);
  }

  /** The copy is the caller's to zero. */
  synchronized byte[] copyOut() {
    requireOpen();
    byte[] copy = new byte[size()];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = piece.bytes().get(ValueLayout.JAVA_BYTE, i);
    }
    return copy;
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
