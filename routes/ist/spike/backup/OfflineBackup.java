// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.BackupOpener;
import ist.spike.archive.BackupShards;
import ist.spike.archive.BackupVerifier;
import ist.spike.archive.BundleHeader;
import ist.spike.archive.Restoration;
import ist.spike.archive.Verification;
import ist.spike.crypto.RootKey;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.store.StoreReplacement;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.RestorePlan;
import ist.spike.wire.SpikeException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** What can be done with the file of a backup while no Nexus runs. */
public final class OfflineBackup {

  private final Path file;
  private final ShareSet shareSet;

  private OfflineBackup(Path file, ShareSet shareSet) {
    this.file = file;
    this.shareSet = shareSet;
  }

  /** Reads the header of a file; {@code NOT_FOUND} without one, {@code DAMAGED} when it is no backup. */
  public static OfflineBackup of(Path file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return new OfflineBackup(file, BundleHeader.read(in).shareSet());
    } catch (NoSuchFileException e) {
      throw new SpikeException(ErrorCode.NOT_FOUND, "there is no file " + file, e);
    } catch (IOException e) {
      throw new SpikeException(ErrorCode.UNREACHABLE, "cannot read " + file + ": " + e, e);
    }
  }

  /** Whose shares open it, as its header says, which nobody has vouched for yet. */
  public ShareSet shareSet() {
    return shareSet;
  }

  /** Makes every check that shares allow, which is all; {@code BAD_REQUEST} names wrong shares. */
  public Verification verify(List<Share> shares) {
    try (RootKey key = BackupShards.combine(shareSet, shares)) {
      return verify(BackupOpener.of(key));
    }
  }

  /** Makes every check that the opener allows. */
  public Verification verify(BackupOpener opener) {
    Path scratch = scratchDirectory();
    try (InputStream in = Files.newInputStream(file)) {
      return BackupVerifier.verify(in, expected(), opener, scratch.resolve("store.db"));
    } catch (IOException e) {
      throw unreadable(e);
    } finally {
      scratch.toFile().delete();
    }
  }

  /**
   * Puts the backup into the place of the store below {@code home}, which no Nexus may have open.
   *
   * @param shares borrowed; wrong ones are named before anything is opened
   * @param consent sees the plan, once everything is verified; false leaves everything as it is
   * @return the plan, and whether it was done
   */
  public RestorePlan restore(List<Share> shares, Path home, Predicate<RestorePlan> consent) {
    try (RootKey key = BackupShards.combine(shareSet, shares);
        StoreReplacement target = StoreReplacement.begin(home.resolve("data"));
        InputStream in = Files.newInputStream(file)) {
      RestorePlan plan =
          Restoration.prepare(in, expected(), key, target).plan(Instant.now());
      return consent.test(plan)
          ? plan.doneKeeping(kept(target.commit(Instant.now())))
          : plan;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * Takes the last restore below {@code home} back; {@code NOT_FOUND} when there is nothing to put back,
   * and where there is no store at all nothing is made.
   *
   * @param consent sees what would be put back
   * @return where the store is now that was in its place; empty when that was not wanted
   */
  public static String undo(Path home, Predicate<String> consent) {
    Path data = home.resolve("data");
    if (Files.notExists(data)) {
      throw new SpikeException(ErrorCode.NOT_FOUND,
          "there is no store in " + data + ", so there is nothing to undo");
    }
    try (StoreReplacement target = StoreReplacement.begin(data)) {
      return consent.test(target.previous().toString())
          ? kept(target.undo(Instant.now()))
          : "";
    }
  }

  private BackupVerifier.Expected expected() {
    return BackupVerifier.Expected.ofFile(String.valueOf(file.getFileName()));
  }

  private static String kept(Path place) {
    return Files.exists(place) ? place.toString() : "";
  }

  /** Beside the file there may be no room and no right to write. */
  private static Path scratchDirectory() {
    try {
      return Files.createTempDirectory("spike-verify", PosixFilePermissions
          .asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new SpikeException(ErrorCode.BUSY, "no scratch directory can be made: " + e, e);
    }
  }

  private SpikeException unreadable(IOException cause) {
    return new SpikeException(ErrorCode.UNREACHABLE, "cannot read " + file + ": " + cause, cause);
  }
}
