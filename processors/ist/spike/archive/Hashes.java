// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of files, in pieces of {@value #PIECE_BYTES} bytes. */
public final class Hashes {

  static final int PIECE_BYTES = 65_536;

  private Hashes() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("SHA-256 is part of every JDK", e);
    }
  }

  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The hash of a file, lower-case hex. */
  public static String ofFile(Path file) throws IOException {
    MessageDigest digest = sha256();
    byte[] piece = new byte[PIECE_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int size = in.read(piece); size >= 0; size = in.read(piece)) {
        digest.update(piece, 0, size);
      }
    }
    return hex(digest);
  }
}
