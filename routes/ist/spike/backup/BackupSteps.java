// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.BackupId;
import ist.spike.archive.BundleMember;
import ist.spike.archive.BundleWriter;
import ist.spike.archive.Hashes;
import ist.spike.archive.Includes;
import ist.spike.archive.Manifest;
import ist.spike.archive.SealedFile;
import ist.spike.shard.ShareSet;
import ist.spike.store.StoreReport;
import ist.spike.store.StoreVerifier;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From the running store to a sealed file in the work directory. Each step can be done again. */
final class BackupSteps {

  private static final String SNAPSHOT = "snapshot" + BackupId.PARTIAL;

  private final BackupDesk desk;
  private final Path work;
  private final Path snapshot;

  BackupSteps(BackupDesk desk) {
    this.desk = desk;
    this.work = desk.settings().work();
    this.snapshot = work.resolve(SNAPSHOT);
  }

  /** A new run. */
  BackupJob begin() {
    desk.progress().at("begin", 0);
    return BackupJob.begun(desk.clock().instant().truncatedTo(ChronoUnit.SECONDS));
  }

  /** Removes what an earlier run left half done. */
  void makeRoom() {
    try {
      WorkDirectory.create(work);
      WorkDirectory.clean(work);
    } catch (IOException e) {
      throw failed("use the work directory " + work, e);
    }
  }

  /**
   * The statement that copies the store, as of one commit, into a file that is ours alone. One step
   * on a connection of its own: a copy in steps never ends under a steady writer.
   */
  String snapshotStatement(BackupJob job) {
    desk.progress().at("snapshot", 0);
    try (FileChannel _ = WorkDirectory.createFile(snapshot)) {
      return "VACUUM INTO '" + snapshot.toAbsolutePath().toString().replace("'", "''") + "'";
    } catch (IOException e) {
      throw failed("make the snapshot " + snapshot, e);
    }
  }

  /** SQLite does not promise that what it vacuumed into is on the disk. */
  void flushSnapshot(BackupJob job) {
    try (FileChannel made = FileChannel.open(snapshot, StandardOpenOption.WRITE)) {
      made.force(true);
    } catch (IOException e) {
      throw failed("flush the snapshot " + snapshot, e);
    }
  }

  /** Opens every row of the snapshot and writes down what there is. */
  BackupJob verifySnapshot(BackupJob job) {
    try {
      desk.progress().at("verify-snapshot", Files.size(snapshot));
      StoreReport report = desk.keys().lend(key -> StoreVerifier.verify(snapshot, key));
      if (!report.isSound()) {
        throw new SpikeException(ErrorCode.DAMAGED,
            "the snapshot does not verify: " + String.join("; ", report.problems()));
      }
      Map<String, Path> sources = new LinkedHashMap<>();
      sources.put(BundleMember.STORE, snapshot);
      sources.putAll(Includes.copy(desk.settings().include(), work));
      return job.verified(manifest(job.started(), report, members(sources)), report.rows(),
          sources);
    } catch (IOException e) {
      throw failed("read the snapshot " + snapshot, e);
    }
  }

  /** Packs, signs and encrypts. */
  BackupJob seal(BackupJob job) {
    Manifest manifest = job.requireManifest();
    desk.progress().at("seal", manifest.files().stream().mapToLong(BundleMember::sizeBytes).sum());
    Path target = work.resolve(manifest.id().fileName() + BackupId.PARTIAL);
    try {
      Files.deleteIfExists(target);
      SealedFile sealed = desk.keys().lend(key -> {
        try {
          return new BundleWriter(manifest, desk.progress()::done).write(target, job.sources(),
              new BundleWriter.Keys(key, desk.settings().recipients()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
      Files.delete(snapshot);
      return job.sealedAs(sealed);
    } catch (UncheckedIOException e) {
      throw failed("write " + target, e);
    } catch (IOException e) {
      throw failed("write " + target, e);
    }
  }

  /** After the run, however it went: nothing of it is left in the work directory. */
  void end() {
    try {
      WorkDirectory.clean(work);
    } catch (IOException e) {
      throw failed("clean the work directory " + work, e);
    } finally {
      desk.progress().ended();
    }
  }

  private Manifest manifest(Instant started, StoreReport report, List<BundleMember> members) {
    StoreReport.Contents found = report.contents();
    ShareSet shareSet = report.head().shareSet().orElseThrow();
    return new Manifest(
        BackupId.of(report.head().storeId(), started, found.changeNumber()),
        report.head().storeId(), shareSet, report.head().dev(), started,
        new Manifest.Contents(found.changeNumber(), found.schema(), found.setHash(),
            found.rows(),
            (found.auditHead() + " " + desk.store().auditPosition()).strip()),
        members, desk.catalogue().current().earlier(started));
  }

  private static List<BundleMember> members(Map<String, Path> sources) throws IOException {
    List<BundleMember> members = new ArrayList<>();
    for (Map.Entry<String, Path> source : sources.entrySet()) {
      members.add(new BundleMember(source.getKey(), Files.size(source.getValue()),
          Hashes.ofFile(source.getValue())));
    }
    return members;
  }

  private static SpikeException failed(String what, Exception cause) {
    return new SpikeException(ErrorCode.BUSY, "cannot " + what + ": " + cause, cause);
  }
}
