// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import java.nio.file.Path;

/**
 * Which store to open.
 *
 * @param directory where it is; made with mode 0700 when missing
 * @param dev whether this is {@code spike dev}: a store made by it opens for it alone, and the other
 *     way round
 */
public record StoreSettings(Path directory, boolean dev) {

  /** Name of the database file in the directory. */
  public static final String FILE_NAME = "store.db";
  /** Name of the lock file beside it. */
  public static final String LOCK_NAME = "store.lock";

  /** The database. */
  public Path file() {
    return directory.resolve(FILE_NAME);
  }
}
