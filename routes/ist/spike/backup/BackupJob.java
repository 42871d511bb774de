// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import java.nio.file.Path;
import java.time.Instant;

/**
 * One backup on its way, as the next step needs it.
 *
 * @param started when it was asked for
 * @param partial the file while it does not count
 * @param progress what is known of it so far
 */
record BackupJob(Instant started, Path partial, Progress progress) {

  /**
   * What is known of a backup.
   *
   * @param id its name, once the snapshot tells the change number; empty before
   * @param file where it ends up; the partial file before
   * @param bytes its size
   * @param rows how many rows were opened
   * @param changeNumber of the commit it holds
   * @param level how far it was verified (format page backup)
   */
  record Progress(String id, Path file, long bytes, long rows, long changeNumber, String level) {}

  BackupJob with(Progress next) {
    return new BackupJob(started, partial, next);
  }
}
