// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of {@code backup.include}: configuration of SPIRE and SPIKE that a rebuild needs. Key
 * material is refused: whoever opens a backup with an operator's key must not get more than the store,
 * which is sealed.
 */
public final class Includes {

  static final int MAX_FILE_BYTES = 1024 * 1024;
  static final int MAX_FILES = 200;

  private static final int MAX_DEPTH = 8;
  private static final Pattern STORE = Pattern.compile("store\\.(?:lock|db(?:-.*)?)");
  private static final Pattern KEY_MATERIAL = Pattern.compile("PRIVATE KEY-----|AGE-SECRET-KEY-1"
      + "|spike:[0-9]{1,4}:[0-9a-f]{64}|^SQLite format 3\\x00|\\{\"kty\":|\"d\"\\s*:\\s*\"");

  private Includes() {}

  /**
   * Copies the files below these paths into a directory, so that what is hashed is what is packed.
   *
   * @return member name to copy, in order of the names
   * @throws SpikeException {@code BAD_SETTING} for a path that is missing, too large, no plain file or
   *     directory, or that holds key material
   */
  public static SortedMap<String, Path> copy(List<Path> paths, Path into) throws IOException {
    SortedMap<String, Path> copies = new TreeMap<>();
    for (Path path : paths) {
      for (Path file : filesBelow(path.toAbsolutePath().normalize())) {
        String name = BundleMember.INCLUDE + file.toString().substring(1);
        Path target = into.resolve("include-" + copies.size() + BackupId.PARTIAL);
        require(copies.size() < MAX_FILES, path, "holds more than " + MAX_FILES + " files");
        require(Files.size(file) <= MAX_FILE_BYTES, file,
            "is larger than " + MAX_FILE_BYTES + " bytes");
        // SECURITY: whoever writes these files may put a link into the place of one since it was
        // looked at.
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
          Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        }
        requireNoKeys(file, Files.readAllBytes(target));
        copies.put(name, target);
      }
    }
    return copies;
  }

  /** One hash over names and hashes of the included files among these; it changes with any of them. */
  public static String hashOf(List<BundleMember> files) {
    MessageDigest digest = Hashes.sha256();
    files.stream().filter(file -> !file.name().equals(BundleMember.STORE))
        .forEach(file -> digest.update((file.sha256() + " " + file.name() + "\n").getBytes(UTF_8)));
    return Hashes.hex(digest);
  }

  /** Whether any of these files was written after this time. */
  public static boolean changedSince(List<Path> paths, Instant time) {
    try {
      for (Path path : paths) {
        for (Path file : filesBelow(path.toAbsolutePath().normalize())) {
          if (Files.getLastModifiedTime(file).toInstant().isAfter(time)) {
            return true;
          }
        }
      }
      return false;
    } catch (IOException e) {
      throw new SpikeException(ErrorCode.BAD_SETTING, "backup.include cannot be read: " + e, e);
    }
  }

  private static List<Path> filesBelow(Path path) throws IOException {
    require(Files.exists(path, LinkOption.NOFOLLOW_LINKS), path, "is not there");
    try (Stream<Path> found = Files.walk(path, MAX_DEPTH)) {
      List<Path> files = found.filter(each -> !Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS))
          .limit(MAX_FILES + 1L).sorted().toList();
      for (Path file : files) {
        require(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS), file,
            "is neither a plain file nor a directory");
        // SECURITY: before it is opened, since closing it would drop this process' locks on it
        // (fcntl(2)); then any other program that looks into the store takes its log away from
        // under us.
        require(!STORE.matcher(String.valueOf(file.getFileName())).matches(), file,
            "is of a store, which is in each backup anyway");
      }
      return files;
    }
  }

  private static void requireNoKeys(Path file, byte[] content) {
    require(!KEY_MATERIAL.matcher(new String(content, ISO_8859_1)).find(), file,
        "holds key material, which does not belong into a backup");
  }

  private static void require(boolean condition, Path path, String otherwise) {
    if (!condition) {
      throw new SpikeException(ErrorCode.BAD_SETTING,
          path + " of backup.include " + otherwise);
    }
  }
}
