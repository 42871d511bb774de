// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import ist.spike.crypto.KeyId;
import ist.spike.shard.ShareSet;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Moves a store out of the way when the operator has named its root key as one to be replaced. The
 * whole directory, with the database, its write-ahead log and its lock, gets another name in one
 * rename, so a crash leaves either the old place or the new one. Nothing is deleted: renamed back, and
 * without the setting, it opens as before.
 */
public final class StoreAside {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private StoreAside() {}

  /**
   * Moves the store if its final root key is this one; any other store stays where it is.
   *
   * @param now names the directory it goes to, beside the one it was in
   * @return where it is now; empty when it was not moved
   * @throws SpikeException when it cannot be judged or moved, naming the directory; nothing was moved
   */
  public static Optional<Path> move(StoreSettings settings, KeyId replaced, Instant now) {
    if (!Files.exists(settings.file(), NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    Path directory = settings.directory().toAbsolutePath();
    Path aside = directory.resolveSibling(
        directory.getFileName() + ".replaced-" + STAMP.format(now));
    try {
      StoreFiles.prepareDirectory(directory);
      try (StoreLock _ = StoreLock.take(directory.resolve(StoreSettings.LOCK_NAME))) {
        if (!hasKey(settings, replaced)) {
          return Optional.empty();
        }
        Files.move(directory, aside, StandardCopyOption.ATOMIC_MOVE);
        syncParentOf(aside);
        return Optional.of(aside);
      }
    } catch (IOException e) {
      throw new SpikeException(ErrorCode.BAD_SETTING, "the store of key " + replaced
          + " cannot be moved from " + directory + " to " + aside + ": " + e, e);
    } catch (SQLException e) {
      throw StoreFailures.of(e);
    }
  }

  private static boolean hasKey(StoreSettings settings, KeyId wanted)
      throws IOException, SQLException {
    StoreFiles.prepareFile(settings.file());
    // Closed before the rename: the last connection writes the log into the database.
    try (Database database = Database.forWriting(settings.file())) {
      if (Schema.isMissing(database)) {
        return false;
      }
      Schema.require(database);
      StoreHead head = StoreRows.head(database);
      return head.phase() == StorePhase.FINAL
          && head.shareSet().map(ShareSet::keyId).equals(Optional.of(wanted));
    }
  }

  private static void syncParentOf(Path directory) throws IOException {
    try (FileChannel channel =
        FileChannel.open(directory.resolveSibling("."), StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
