// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.audit.AuditDraft;
import ist.spike.audit.AuditRowSource;
import ist.spike.crypto.RootKey;
import ist.spike.shard.ShareSet;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another database on its way into the place of a store. It is made beside the store, gets data keys
 * of its own, and takes the place in {@link #commit}; until then the store is untouched, and whatever
 * ends this before then leaves it so. What it replaces is kept, at most {@value #MAX_KEPT} times.
 */
public final class StoreReplacement implements AutoCloseable {

  /** How many replaced stores are kept; each one more removes the oldest. */
  public static final int MAX_KEPT = 3;

  private static final Logger LOG = LoggerFactory.getLogger(StoreReplacement.class);
  private static final String STAGING = "restore";

  private final Path directory;
  private final KeptStores kept;
  private final Exchange exchange;
  private final Runnable release;
  private boolean committed;

  private StoreReplacement(Path directory, Exchange exchange, Runnable release) {
    this.directory = directory;
    this.kept = new KeptStores(directory);
    this.exchange = exchange;
    this.release = release;
  }

  /** Makes the exchange while nobody has the store open. */
  @FunctionalInterface
  interface Exchange {
    void make(StoreSwap swap) throws IOException;
  }

  /**
   * Keeps every other process away from the store, or from the place where one will be, until this is
   * closed. The directory is made when it is missing.
   *
   * @throws SpikeException {@code BUSY} naming the pid when a process has the store open, {@code
   *     BAD_SETTING} for a directory that is not ours alone
   */
  public static StoreReplacement begin(Path directory) {
    return begin(directory, SwapProbe.NONE);
  }

  static StoreReplacement begin(Path directory, SwapProbe probe) {
    try {
      StoreFiles.prepareDirectory(directory);
      StoreLock lock = StoreLock.take(directory.resolve(StoreSettings.LOCK_NAME));
      try {
        StoreSwap.resume(directory);
        return staged(directory, swap -> swap.run(directory, probe), lock::close);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw failed("use the store's directory " + directory, e);
    }
  }

  /** For a store that this process has open, and closes for the exchange. */
  static StoreReplacement beside(Path directory, Exchange exchange) {
    try {
      return staged(directory, exchange, () -> {});
    } catch (IOException e) {
      throw failed("use the store's directory " + directory, e);
    }
  }

  private static StoreReplacement staged(Path directory, Exchange exchange, Runnable release)
      throws IOException {
    StoreReplacement replacement = new StoreReplacement(directory, exchange, release);
    replacement.clean();
    Files.createDirectory(replacement.staging(), StoreFiles.OWNER_ONLY_DIRECTORY);
    return replacement;
  }

  /** Where the other database is to be made; there is nothing yet. */
  public Path file() {
    return staging().resolve(StoreSettings.FILE_NAME);
  }

  /** The store whose place it takes; the file may be missing. */
  public Path replaced() {
    return directory.resolve(StoreSettings.FILE_NAME);
  }

  /**
   * Makes the file one that may go on where its original stopped: brought to the format of this
   * program, with new keys for whatever it will seal, and with a record of where it comes from.
   *
   * @param key borrowed
   * @param subject what it comes from, for the audit record
   * @param shareSet of the same key, for a copy that lives beside its original: takes the place of
   *     the original's; empty keeps that
   */
  public void adopt(RootKey key, String subject, Optional<ShareSet> shareSet) {
    try {
      FreshKeys.mint(file(), key, AuditDraft.own(AuditRowSource.RESTORED, subject), shareSet);
    } catch (SQLException e) {
      throw StoreFailures.of(e);
    } catch (IOException e) {
      throw failed("flush " + file(), e);
    }
  }

  /** What replacing would change. */
  public StoreDifference difference() {
    return StoreDifference.between(replaced(), file());
  }

  /**
   * Puts the file into the store's place.
   *
   * @param now names the directory that the store goes to
   * @return where the replaced store is now
   */
  public Path commit(Instant now) {
    try {
      // Before anything is touched.
      kept.makeRoom(MAX_KEPT);
    } catch (IOException e) {
      throw failed("remove the oldest store in " + kept.directory(), e);
    }
    return swap(STAGING + "/" + StoreSettings.FILE_NAME, now);
  }

  /**
   * Puts the newest replaced store back into its place, and keeps the one that is there now instead.
   *
   * @return where the store is that was there until now
   * @throws SpikeException {@code NOT_FOUND} when none is kept
   */
  public Path undo(Instant now) {
    Path newest = previous();
    Path file = newest.resolve(StoreSettings.FILE_NAME);
    try (Database database = Database.forWriting(file)) {
      // Opening and closing brings what is in its log into the file, which then moves alone.
      Schema.require(database);
      StoreRows.head(database);
      UndoMark.leave(database, now);
    } catch (SQLException e) {
      throw StoreFailures.of(e);
    }
    try {
      requireNoLog(file);
      StoreFiles.sync(file);
    } catch (IOException e) {
      throw failed("flush " + file, e);
    }
    return swap(directory.relativize(file).toString(), now);
  }

  /** The newest store that was replaced and is kept. */
  public Path previous() {
    try {
      return kept.newest();
    } catch (IOException e) {
      throw failed("list " + kept.directory(), e);
    }
  }

  private Path swap(String incoming, Instant now) {
    try {
      String outgoing = kept.next(now);
      Files.setPosixFilePermissions(directory.resolve(incoming), StoreFiles.OWNER_ONLY.value());
      exchange.make(new StoreSwap(incoming, outgoing));
      committed = true;
      tidy(directory.resolve(outgoing));
      return directory.resolve(outgoing);
    } catch (IOException e) {
      throw failed("put " + incoming + " into the store's place in " + directory
          + " (if " + StoreSwap.INTENT + " is there, the next start finishes it)", e);
    }
  }

  /** The exchange is done, whatever comes of this; the next one tries again. */
  private static void tidy(Path outgoing) {
    try {
      KeptStores.removeIfEmpty(outgoing);
    } catch (IOException e) {
      LOG.warn("an empty directory is left: {}", e.toString());
    }
  }

  /** What an exchange that was broken off still needs is left to it. */
  private void clean() throws IOException {
    if (!Files.exists(directory.resolve(StoreSwap.INTENT))) {
      StoreFiles.deleteFlat(staging());
    }
  }

  /** A log beside the file would be lost, and with it what the file says. */
  static void requireNoLog(Path file) {
    if (Files.exists(file.resolveSibling(file.getFileName() + "-wal"))) {
      throw new SpikeException(ErrorCode.BUSY,
          "another program has " + file + " open; end it and try again");
    }
  }

  private Path staging() {
    return directory.resolve(STAGING);
  }

  private static SpikeException failed(String what, IOException cause) {
    return new SpikeException(ErrorCode.BUSY, "cannot " + what + ": " + cause, cause);
  }

  @Override
  public void close() {
    try {
      clean();
    } catch (IOException e) {
      if (!committed) {
        throw failed("remove " + staging(), e);
      }
      // The other database is in its place; the next replacement begins with this.
      LOG.warn("an empty directory is left: {}", e.toString());
    } finally {
      release.run();
    }
  }
}
