// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The place of a unix socket. The system takes at most 107 bytes of path for one; where the wanted
 * path is longer, the socket lies in a short directory and the wanted path is a link to it.
 *
 * @param path where people look for the socket
 * @param bindPath where it is; the same unless {@code path} is too long
 */
record SocketFile(Path path, Path bindPath) {
  /** Size of {@code sun_path} on Linux without the closing zero. */
  static final int MAX_PATH_BYTES = 107;

  static boolean fits(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_PATH_BYTES;
  }

  /** Removes what an earlier run left behind; only sockets and links, never somebody's file. */
  void removeStale() throws IOException {
    remove(path);
    remove(bindPath);
  }

  private static void remove(Path path) throws IOException {
    if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
        || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(path + " is in the way: a socket is to be made there");
    }
    Files.deleteIfExists(path);
  }

  /** Makes the bound socket the owner's alone and links the wanted path to it. */
  void publish() throws IOException {
    Files.setPosixFilePermissions(bindPath, PosixFilePermissions.fromString("rw-------"));
    if (!path.equals(bindPath)) {
      Files.createSymbolicLink(path, bindPath);
    }
  }
}
