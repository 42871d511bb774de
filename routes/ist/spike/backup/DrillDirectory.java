// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Where a drill works: beside the store, mode 0700, and gone afterwards. */
final class DrillDirectory {

  /** The restored store, its log, and a copy that is being made of it. */
  private static final int STORES_OF_ROOM = 3;
  private static final long LEAST_ROOM_BYTES = 64L << 20;

  private DrillDirectory() {}

  /**
   * Makes it, empty.
   *
   * @param storeBytes size of the running store, which that of a backup is near
   * @throws SpikeException {@code BUSY} before anything is made when the disk lacks room
   */
  static void make(Path directory, long storeBytes) {
    remove(directory);
    try {
      long room = Files.getFileStore(directory.resolveSibling("")).getUsableSpace();
      long needed = STORES_OF_ROOM * storeBytes + LEAST_ROOM_BYTES;
      if (room < needed) {
        throw new SpikeException(ErrorCode.BUSY, "a drill needs " + (needed >> 20)
            + " MiB beside the store and there are " + (room >> 20) + "; make room and try again");
      }
      WorkDirectory.create(directory);
    } catch (IOException e) {
      throw failed("make", directory, e);
    }
  }

  /** Removes it with all that is in it, also what a drill has left that was killed. */
  static void remove(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try {
      Files.walkFileTree(directory, new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
            throws IOException {
          Files.deleteIfExists(file);
          return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path visited, IOException trouble)
            throws IOException {
          Files.deleteIfExists(visited);
          return FileVisitResult.CONTINUE;
        }
      });
    } catch (IOException e) {
      throw failed("remove", directory, e);
    }
  }

  private static SpikeException failed(String what, Path directory, IOException cause) {
    return new SpikeException(ErrorCode.BUSY,
        "cannot " + what + " the scratch directory " + directory + ": " + cause, cause);
  }
}
