// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.backup.BackupStatus;
import ist.spike.backup.Backups;
import ist.spike.store.CustodyEvent;
import ist.spike.store.SealedStore;
import ist.spike.store.StoreHead;
import ist.spike.store.StoreSettings;
import ist.spike.wire.StatusReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What Nexus keeps, as its status and its metrics see it. */
interface Holdings {

  /** Which root key and share set there is. */
  StoreHead head();

  /** What is remembered about the recovery shares of the live set. */
  List<CustodyEvent> custody();

  /** Sizes and numbers. */
  StatusReport.Store kept();

  /** How backups are; empty where there are none, and while sealed. */
  Optional<BackupStatus> backups();

  /** Writes that wait for their commit. */
  int writesWaiting();

  /** Of a Nexus without a disk: a root key, perhaps, and nothing else that lasts. */
  static Holdings diskless(Supplier<StoreHead> head) {
    return new Diskless(head);
  }

  /** Nothing that lasts. */
  record Diskless(Supplier<StoreHead> headNow) implements Holdings {

    @Override
    public StoreHead head() {
      return headNow.get();
    }

    @Override
    public List<CustodyEvent> custody() {
      return List.of();
    }

    @Override
    public StatusReport.Store kept() {
      return new StatusReport.Store(0, 0, 0, 0);
    }

    @Override
    public Optional<BackupStatus> backups() {
      return Optional.empty();
    }

    @Override
    public int writesWaiting() {
      return 0;
    }
  }

  /**
   * A store and its backups.
   *
   * @param data the directory of the store's files
   */
  record OnDisk(SealedStore store, Path data, Backups backupsNow) implements Holdings {

    @Override
    public StoreHead head() {
      return store.head();
    }

    @Override
    public List<CustodyEvent> custody() {
      return head().shareSet().map(set -> store.custody(set.id())).orElse(List.of());
    }

    @Override
    public StatusReport.Store kept() {
      Path file = data.resolve(StoreSettings.FILE_NAME);
      try {
        long bytes = size(file) + size(file.resolveSibling(StoreSettings.FILE_NAME + "-wal"));
        return new StatusReport.Store(bytes, Files.getFileStore(data).getUsableSpace(),
            store.isUnsealed() ? store.changeNumber() : 0, store.deadLetters().size());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Optional<BackupStatus> backups() {
      return store.isUnsealed() ? Optional.of(backupsNow.status()) : Optional.empty();
    }

    @Override
    public int writesWaiting() {
      return store.writesWaiting();
    }

    private static long size(Path file) throws IOException {
      return Files.exists(file) ? Files.size(file) : 0;
    }
  }
}
