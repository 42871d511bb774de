// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.BackupId;
import java.io.InputStream;

/**
 * A file on its way.
 *
 * @param id of the backup
 * @param content of the file; the caller closes it
 * @param sizeBytes of the file
 * @param sha256 of the file, lower-case hex
 */
record Upload(BackupId id, InputStream content, long sizeBytes, String sha256) {

  String file() {
    return id.fileName();
  }
}
