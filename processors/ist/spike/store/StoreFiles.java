// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Makes and judges the directory and the files of a store: ours, and nobody else's to read. */
final class StoreFiles {

  /** Mode of every file of a store. */
  static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** Mode of every directory of a store. */
  static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private StoreFiles() {}

  /** Makes the directory if it is missing and refuses one that others could look into or swap. */
  static void prepareDirectory(Path directory) throws IOException {
    if (!Files.exists(directory, NOFOLLOW_LINKS)) {
      Files.createDirectories(directory, OWNER_ONLY_DIRECTORY);
    }
    PosixFileAttributes found = attributes(directory);
    if (found.isSymbolicLink() || !found.isDirectory()) {
      throw refused(directory, "is not a directory of its own but a link or a file");
    }
    requirePrivate(directory, found, "0700");
    Path probe = Files.createTempFile(directory, "owner", ".probe", OWNER_ONLY);
    try {
      if (!attributes(probe).owner().equals(found.owner())) {
        throw refused(directory, "belongs to " + found.owner().getName() + ", not to this user");
      }
    } finally {
      Files.delete(probe);
    }
  }

  /** Makes the file if it is missing; refuses one that is not a plain file of the directory's owner. */
  static void prepareFile(Path file) throws IOException {
    try {
      Files.createFile(file, OWNER_ONLY);
    } catch (FileAlreadyExistsException e) {
      PosixFileAttributes found = attributes(file);
      if (!found.isRegularFile()) {
        throw new SpikeException(ErrorCode.BAD_SETTING, file + " is not a plain file", e);
      }
      requirePrivate(file, found, "0600");
    }
  }

  /**
   * Forces a file and the entry that names it to disk. Never a database that this process has open:
   * closing any descriptor of it would drop SQLite's locks (fcntl(2)).
   */
  static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    syncDirectory(file.toAbsolutePath().resolveSibling(""));
  }

  /** Forces the names of the files in a directory to disk. */
  static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Deletes a directory in which there are only files; harmless when it is not there. */
  static void deleteFlat(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    }
  }

  private static void requirePrivate(Path path, PosixFileAttributes found, String mode) {
    for (PosixFilePermission permission : found.permissions()) {
      if (!permission.name().startsWith("OWNER_")) {
        throw refused(path, "has mode " + PosixFilePermissions.toString(found.permissions())
            + ", must be " + mode);
      }
    }
  }

  private static PosixFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, PosixFileAttributes.class, NOFOLLOW_LINKS);
  }

  private static SpikeException refused(Path path, String why) {
    return new SpikeException(ErrorCode.BAD_SETTING, path + " " + why);
  }
}
