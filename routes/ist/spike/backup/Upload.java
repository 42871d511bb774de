// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.BackupId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A file on its way.
 *
 * @param id of the backup
 * @param content of the file; the caller closes it
 * @param sizeBytes of the file
 * @param sha256 of the file, lower-case hex
 */
record Upload(BackupId id, InputStream content, long sizeBytes, String sha256) {

  private static final int PIECE_BYTES = 65_536;

  String file() {
    return id.fileName();
  }

  /** Copies the content; one of another size, which may have no end, is an error. */
  void copyTo(OutputStream target) throws IOException {
    byte[] piece = new byte[PIECE_BYTES];
    long copied = 0;
    for (int size = content.read(piece); size >= 0; size = content.read(piece)) {
      copied += size;
      if (copied > sizeBytes) {
        throw new IOException("the content is longer than " + sizeBytes + " bytes");
      }
      target.write(piece, 0, size);
    }
    if (copied < sizeBytes) {
      throw new IOException("the content ends after " + copied + " of " + sizeBytes + " bytes");
    }
  }
}
