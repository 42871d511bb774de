// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Flushes a file that grows. Linux tells once that a flush failed, and calls clean what it could not write: the next
 * flush says nothing of it. So it is written again before that.
 */
final class SureFlush {

  private static final int PIECE_BYTES = 64 * 1024;

  private final Path path;
  private final FileChannel written;
  private final AuditDisk disk;
  /** What is before this is on the disk. */
  private long sureBytes;
  private volatile boolean unsure;

  /**
   * @param written the open file, of which nothing is known to be on the disk
   */
  SureFlush(Path path, FileChannel written, AuditDisk disk) {
    this.path = path;
    this.written = written;
    this.disk = disk;
  }

  /** Says that a flush of this file may have failed before it was opened here. */
  void doubt() {
    unsure = true;
  }

  /** Whether the last flush failed. */
  boolean isUnsure() {
    return unsure;
  }

  /** Returns when so many bytes of the file are on the disk. */
  synchronized void upTo(long sizeBytes) throws IOException {
    if (unsure) {
      writeAgain(sizeBytes);
    }
    unsure = true;
    disk.force(written);
    unsure = false;
    sureBytes = sizeBytes;
  }

  private void writeAgain(long sizeBytes) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
    // The channel that was written to appends, wherever one asks it to write.
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      for (long at = sureBytes; at < sizeBytes; at += piece.limit()) {
        piece.clear().limit((int) Math.min(PIECE_BYTES, sizeBytes - at));
        while (piece.hasRemaining()) {
          if (file.read(piece, at + piece.position()) < 0) {
            throw new IOException(path + " ends before what was written to it");
          }
        }
        piece.flip();
        while (piece.hasRemaining()) {
          file.write(piece, at + piece.position());
        }
      }
    }
  }
}
