// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.BackupId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Directories of our own, mode 0700, and what is in the making in them, mode 0600. */
final class WorkDirectory {

  private WorkDirectory() {}

  /** Makes the directory when it is missing; one that others can look into or change is refused. */
  static void create(Path directory) throws IOException {
    Files.createDirectories(directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(directory);
    for (PosixFilePermission permission : mode) {
      if (!permission.name().startsWith("OWNER_")) {
        throw new IOException(directory + " has mode " + PosixFilePermissions.toString(mode)
            + ", must be rwx------");
      }
    }
  }

  /** A new, empty file in place of any other of this name. */
  static FileChannel createFile(Path file) throws IOException {
    Files.deleteIfExists(file);
    return FileChannel.open(file,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  /**
   * Puts a file with this content into the place of any other, whole or not at all; it is on disk
   * when this returns.
   *
   * @param partial where it lies until it is whole, in the same directory, which is made if missing
   */
  static void write(Path partial, Path file, byte[] content) throws IOException {
    Path directory = file.resolveSibling("");
    create(directory);
    try (FileChannel channel = createFile(partial)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      // A disk that is nearly full takes a part, and refuses only the next one.
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  /** Removes what an earlier run has left, finished or not. */
  static void clean(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (DirectoryStream<Path> leftovers =
        Files.newDirectoryStream(directory, "*" + BackupId.PARTIAL + "*")) {
      for (Path leftover : leftovers) {
        Files.delete(leftover);
      }
    }
  }
}
