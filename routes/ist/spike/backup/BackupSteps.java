// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.crypto.RootKey;
import ist.spike.store.SealedStore;
import ist.spike.store.Snapshot;
import ist.spike.store.StoreReport;
import ist.spike.store.StoreVerifier;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;

/** The steps of a backup into a directory of this machine. */
public final class BackupSteps {

  private static final String PARTIAL = ".partial";
  private static final DateTimeFormatter NAME_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int STORE_ID_DIGITS = 8;

  private final SealedStore store;
  private final KeyLender keys;
  private final Path directory;
  private final InstantSource clock;

  /** Lends the root key of the running store. */
  @FunctionalInterface
  public interface KeyLender {

    /** Runs {@code use} with the key, which stays the lender's. */
    void lend(Consumer<RootKey> use);
  }

  /**
   * @param directory where backups go; made with mode 0700 when missing
   */
  public BackupSteps(SealedStore store, KeyLender keys, Path directory, InstantSource clock) {
    this.store = store;
    this.keys = keys;
    this.directory = directory;
    this.clock = clock;
  }

  /** A new run. What an earlier one left half done is removed. */
  BackupJob begin() {
    Instant now = clock.instant();
    try {
      Files.createDirectories(directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      try (DirectoryStream<Path> leftovers =
          Files.newDirectoryStream(directory, "*" + PARTIAL + "*")) {
        for (Path leftover : leftovers) {
          Files.delete(leftover);
        }
      }
    } catch (IOException e) {
      throw failed("cannot use the backup directory " + directory, e);
    }
    Path partial = directory.resolve("spike-" + NAME_TIME.format(now) + PARTIAL);
    return new BackupJob(now, partial,
        new BackupJob.Progress("", partial, 0, 0, 0, "none"));
  }

  /** Copies the store as of one commit. */
  BackupJob takeSnapshot(BackupJob job) {
    Snapshot snapshot = store.snapshotTo(job.partial());
    return job.with(new BackupJob.Progress("", snapshot.file(), snapshot.sizeBytes(), 0, 0,
        "taken"));
  }

  /** Opens the copy with the root key and reads every row of it. */
  BackupJob verifySnapshot(BackupJob job) {
    StoreReport[] found = new StoreReport[1];
    keys.lend(key -> found[0] = StoreVerifier.verify(job.partial(), key));
    StoreReport report = found[0];
    if (!report.isSound()) {
      delete(job.partial());
      throw new SpikeException(ErrorCode.DAMAGED,
          "the backup does not verify: " + String.join("; ", report.problems()));
    }
    String id = "spike-" + report.head().storeId().toString().substring(0, STORE_ID_DIGITS) + "-"
        + NAME_TIME.format(job.started()) + "-" + report.changeNumber();
    return job.with(new BackupJob.Progress(id, directory.resolve(id + ".db"),
        job.progress().bytes(), report.rows(), report.changeNumber(), "verified"));
  }

  /** Gives the verified copy its name; after this it counts. */
  BackupJob store(BackupJob job) {
    try {
      Files.move(job.partial(), job.progress().file(), StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
        entries.force(true);
      }
      return job;
    } catch (IOException e) {
      throw failed("cannot store the backup in " + directory, e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw failed("cannot delete " + file, e);
    }
  }

  private static SpikeException failed(String sentence, IOException cause) {
    return new SpikeException(ErrorCode.INTERNAL, sentence + ": " + cause, cause);
  }
}
