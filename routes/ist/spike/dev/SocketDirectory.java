// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * A directory of unix sockets, the owner's alone (0700). When its path is too long for a socket
 * address it gets a companion with a short one, which goes away with it.
 */
final class SocketDirectory implements Closeable {
  private static final String SHORT_PREFIX = "spike-dev-";
  /** Room for the longest socket name. */
  static final int MAX_NAME_BYTES = 40;

  private final Path directory;
  private final Optional<Path> shortDirectory;

  private SocketDirectory(Path directory, Optional<Path> shortDirectory) {
    this.directory = directory;
    this.shortDirectory = shortDirectory;
  }

  /** Makes the directory, removes links and short directories of a run that could not clean up. */
  static SocketDirectory open(Path directory, Map<String, String> env) throws IOException {
    PrivateFiles.makeDirectory(directory);
    removeLinks(directory);
    boolean fits = SocketFile.fits(directory.resolve("n".repeat(MAX_NAME_BYTES)));
    return new SocketDirectory(
        directory, fits ? Optional.empty() : Optional.of(makeShortDirectory(env)));
  }

  SocketFile file(String name) {
    Path path = directory.resolve(name);
    return new SocketFile(path, shortDirectory.map(at -> at.resolve(name)).orElse(path));
  }

  @Override
  public void close() throws IOException {
    removeLinks(directory);
    if (shortDirectory.isPresent()) {
      Files.deleteIfExists(shortDirectory.get());
    }
  }

  private static Path makeShortDirectory(Map<String, String> env) throws IOException {
    for (String base : new String[]{env.getOrDefault("XDG_RUNTIME_DIR", ""), "/tmp"}) {
      Path parent = Path.of(base);
      boolean fits = SocketFile.fits(parent.resolve("n".repeat(2 * MAX_NAME_BYTES)));
      if (parent.isAbsolute() && fits && Files.isWritable(parent)) {
        // A random name, made by us: nobody can have laid the directory out beforehand.
        return Files.createTempDirectory(parent, SHORT_PREFIX,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    }
    throw new IOException("neither XDG_RUNTIME_DIR nor /tmp can hold a directory for sockets");
  }

  private static void removeLinks(Path directory) throws IOException {
    try (DirectoryStream<Path> links = Files.newDirectoryStream(directory, Files::isSymbolicLink)) {
      for (Path link : links) {
        Path target = Files.readSymbolicLink(link);
        Path home = target.getParent();
        Files.delete(link);
        if (home != null && home.getFileName().toString().startsWith(SHORT_PREFIX)) {
          removeShort(home);
        }
      }
    }
  }

  private static void removeShort(Path home) throws IOException {
    if (!Files.isDirectory(home, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> sockets = Files.newDirectoryStream(home)) {
      for (Path socket : sockets) {
        Files.delete(socket);
      }
    }
    Files.delete(home);
  }
}
