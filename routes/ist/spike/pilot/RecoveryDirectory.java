// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where recovery shares are written: a directory only its owner may enter, files only he may read.
 * SPIKE silently goes elsewhere when it does not like a directory; here that is an error.
 */
final class RecoveryDirectory {

  private static final List<Path> SYSTEM = List.of("/etc", "/sys", "/proc", "/dev", "/bin", "/sbin",
      "/usr", "/lib", "/lib64", "/boot").stream().map(Path::of).toList();
  /** What we write here: shares in all their forms, and the description of their set. */
  private static final String OURS =
      "spike.{recovery*.txt,recovery*.age,recovery*.asc,share-set.json}";
  private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<?> OWNER_ONLY_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path path;

  private RecoveryDirectory(Path path) {
    this.path = path;
  }

  /** The directory {@code recover} below the configured one, else below {@code ~/.spike}. */
  static RecoveryDirectory of(Session session) {
    Path parent = session.settings().find("pilot.recovery.dir").map(Path::of)
        .orElse(session.home().resolve(".spike")).toAbsolutePath().normalize();
    boolean refused = parent.getNameCount() == 0 || SYSTEM.stream().anyMatch(parent::startsWith)
        || (Files.exists(parent) && !Files.isDirectory(parent));
    if (refused) {
      throw invalid(parent + " is no place for recovery shards; set SPIKE_PILOT_RECOVERY_DIR");
    }
    Path path = parent.resolve("recover");
    try {
      Files.createDirectories(path, OWNER_ONLY_DIRECTORY);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw invalid("cannot make " + path + ": " + e);
    }
    return new RecoveryDirectory(path);
  }

  Path path() {
    return path;
  }

  /**
   * Replaces all shares in the directory, and what describes them. The new files are on the disk
   * before an old one goes; when one cannot be written, none of them stays.
   *
   * @param files content by name
   */
  void replaceAll(Map<String, byte[]> files) {
    try {
      files.forEach(this::writeAside);
    } catch (CommandFailure e) {
      discard(files.keySet(), e);
      throw e;
    }
    try {
      for (Path old : existing(OURS)) {
        Files.delete(old);
      }
      for (String name : files.keySet()) {
        Files.move(aside(name), path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      }
      try (FileChannel directory = FileChannel.open(path)) {
        directory.force(true);
      }
    } catch (IOException e) {
      throw new CommandFailure("Error: Failed to read recover directory: " + e.getMessage(),
          "look into " + path + ": files ending in .new are complete shards");
    }
  }

  private void writeAside(String name, byte[] content) {
    try {
      Files.deleteIfExists(aside(name));
      try (FileChannel file = FileChannel.open(aside(name),
          Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY_FILE)) {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
          file.write(rest);
        }
        file.force(true);
      }
    } catch (IOException e) {
      throw new CommandFailure("Error: Failed to save shard " + name + ": " + e.getMessage(),
          "the shards that were there before are untouched");
    }
  }

  /** A share that nobody asked about again must not lie around. */
  private void discard(Set<String> names, CommandFailure reason) {
    for (String name : names) {
      try {
        Files.deleteIfExists(aside(name));
      } catch (IOException e) {
        reason.addSuppressed(e);
      }
    }
  }

  private Path aside(String name) {
    return path.resolve(name + ".new");
  }

  private List<Path> existing(String glob) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path, glob)) {
      files.forEach(found::add);
    }
    return found;
  }

  private static CommandFailure invalid(String cause) {
    return new CommandFailure("Error: Invalid recovery directory path.", cause);
  }
}
