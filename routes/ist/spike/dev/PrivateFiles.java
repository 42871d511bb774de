// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and directories that only their owner can read: 0600 and 0700 from the first moment on. */
final class PrivateFiles {
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final FileAttribute<?> FILE_MODE = PosixFilePermissions.asFileAttribute(FILE);
  private static final FileAttribute<?> DIRECTORY_MODE =
      PosixFilePermissions.asFileAttribute(DIRECTORY);

  private PrivateFiles() {}

  /** Makes the directory and what is missing above it, or takes the rights of others away. */
  static void makeDirectory(Path directory) throws IOException {
    Files.createDirectories(directory, DIRECTORY_MODE);
    Files.setPosixFilePermissions(directory, DIRECTORY);
  }

  /** Makes an empty file if there is none. */
  static void touch(Path file) throws IOException {
    if (Files.exists(file)) {
      Files.setPosixFilePermissions(file, FILE);
    } else {
      Files.createFile(file, FILE_MODE);
    }
  }

  /** Replaces the file in one step; a reader sees the old text or the new one. */
  static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Replaces the file in one step and waits until the bytes are on the disk. */
  static void write(Path file, byte[] bytes) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(fresh, options, FILE_MODE)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
