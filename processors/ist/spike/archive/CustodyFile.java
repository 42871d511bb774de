// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Reads the header of a custodian's file, which needs no key. */
public final class CustodyFile {

  /** Larger than any file that a share is in, with the largest OpenPGP keys. */
  public static final int MAX_SIZE_BYTES = 65_536;

  private static final String AGE = "age-encryption.org/v1\n";
  private static final String OPENPGP = "-----BEGIN PGP MESSAGE-----";
  private static final String COMMENT = "Comment: ";

  private CustodyFile() {}

  /** Whether these bytes begin as a file of age or an armoured one of OpenPGP does. */
  public static boolean isEncrypted(byte[] file) {
    return begins(file, AGE) || begins(file, OPENPGP);
  }

  /** The header; {@code DAMAGED} when the file has none or another. */
  public static CustodyHeader header(byte[] file) {
    return CustodyHeader.parse(begins(file, AGE) ? ageWords(file) : openPgpWords(file));
  }

  private static List<String> ageWords(byte[] file) {
    try {
      return AgeHeader.read(new ByteArrayInputStream(file)).stream()
          .filter(stanza -> stanza.type().equals(CustodyHeader.TYPE)).map(AgeStanza::arguments)
          .findFirst().orElseThrow(CustodyFile::missing);
    } catch (IOException e) {
      throw new UncheckedIOException("memory gives every byte", e);
    }
  }

  private static List<String> openPgpWords(byte[] file) {
    List<String> comments = new String(file, US_ASCII).lines().skip(1)
        .takeWhile(line -> !line.isBlank()).filter(line -> line.startsWith(COMMENT))
        .map(line -> line.substring(COMMENT.length()).strip()).toList();
    if (comments.isEmpty() || !comments.getFirst().equals(CustodyHeader.TYPE)) {
      throw missing();
    }
    return comments.subList(1, comments.size());
  }

  private static boolean begins(byte[] file, String start) {
    return new String(file, 0, Math.min(file.length, start.length()), US_ASCII).equals(start);
  }

  private static SpikeException missing() {
    return new SpikeException(ErrorCode.DAMAGED,
        "the file has no header of a recovery share; it was not made by spike operator recover");
  }
}
