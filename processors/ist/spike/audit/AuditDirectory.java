// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the local audit files are: {@code audit-00000001.jsonl} and so on, mode 0600 in 0700. */
final class AuditDirectory {

  /** Mode of every file. */
  static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final Pattern NAME = Pattern.compile("audit-([0-9]{8})\\.jsonl");

  private final Path path;
  private final AuditDisk disk;

  AuditDirectory(Path path) {
    this(path, AuditDisk.REAL);
  }

  AuditDirectory(Path path, AuditDisk disk) {
    this.path = path;
    this.disk = disk;
  }

  /** What the files lie on. */
  AuditDisk disk() {
    return disk;
  }

  /** Makes it when it is missing; refuses one that is not ours alone. */
  void prepare() throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(path,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
        || !PosixFilePermissions.toString(Files.getPosixFilePermissions(path))
            .endsWith("------")) {
      throw new IOException(path + " must be a directory of mode 0700");
    }
  }

  Path file(long number) {
    return named(number, "jsonl");
  }

  /** What lies beside a file as long as the end of the one before it may not be on the disk. */
  Path mark(long number) {
    return named(number, "begun");
  }

  /** With the digits of every machine, whatever its language has. */
  private Path named(long number, String ending) {
    return path.resolve(String.format(Locale.ROOT, "audit-%08d.%s", number, ending));
  }

  /** What is there, by number. */
  SortedMap<Long, Path> files() throws IOException {
    SortedMap<Long, Path> files = new TreeMap<>();
    if (!Files.isDirectory(path)) {
      return files;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(path)) {
      for (Path each : all) {
        Matcher name = NAME.matcher(String.valueOf(each.getFileName()));
        if (name.matches()) {
          files.put(Long.parseLong(name.group(1)), each);
        }
      }
    }
    return files;
  }

  void sync() throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      disk.force(channel);
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
