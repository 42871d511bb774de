// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import ist.spike.crypto.RootKey;
import ist.spike.store.StoreReport;
import ist.spike.store.StoreVerifier;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out whether a backup is worth something: reads it to its end, opens it, and opens every row of
 * the store in it. What is wrong with the backup is in the result; what is wrong with this machine or
 * with the way to the backup is thrown, because it says nothing about the backup.
 */
public final class BackupVerifier {

  private final BackupOpener opener;
  private final Path scratch;
  private final boolean keep;
  private final Set<Check> passed = EnumSet.noneOf(Check.class);
  private String problem = "";
  private long rows;

  private BackupVerifier(BackupOpener opener, Path scratch, boolean keep) {
    this.opener = opener;
    this.scratch = scratch;
    this.keep = keep;
  }

  /**
   * What is known of a backup before it is read.
   *
   * @param id its name; empty when any will do
   * @param sizeBytes size of its file; 0 while unknown
   * @param sha256 hash of its file; empty while unknown, and then the signature alone decides
   */
  public record Expected(Optional<BackupId> id, long sizeBytes, String sha256) {

    /** Of a backup whose name is known. */
    public Expected(BackupId id, long sizeBytes, String sha256) {
      this(Optional.of(id), sizeBytes, sha256);
    }

    /** Of a file somebody brought; one that is called like a backup must be that backup. */
    public static Expected ofFile(String name) {
      return new Expected(BackupId.ofFile(name), 0, "");
    }
  }

  /**
   * Verifies.
   *
   * @param source the file from its first byte; the caller closes it
   * @param scratch a file that is made, opened as a store and deleted again
   * @param key borrowed
   * @throws SpikeException {@code UNREACHABLE} when the source cannot be read, {@code BUSY} when the
   *     scratch file cannot be written
   */
  public static Verification verify(InputStream source, Expected expected, RootKey key,
      Path scratch) {
    return verify(source, expected, BackupOpener.of(key), scratch);
  }

  /** The same with whatever opens it; an operator's identity cannot tell all that a root key can. */
  public static Verification verify(InputStream source, Expected expected, BackupOpener opener,
      Path scratch) {
    return new BackupVerifier(opener, scratch, false).verify(new SourceGuard(source), expected);
  }

  /** The same, and leaves the store of a sound backup in {@code target}. */
  public static Verification unpack(InputStream source, Expected expected, RootKey key,
      Path target) {
    return new BackupVerifier(BackupOpener.of(key), target, true)
        .verify(new SourceGuard(source), expected);
  }

  private Verification verify(InputStream source, Expected expected) {
    BundleReader reader = new BundleReader(source, opener);
    Optional<Manifest> manifest = Optional.empty();
    boolean sound = false;
    try {
      Files.deleteIfExists(scratch);
      String sha256 = "";
      try {
        OpenedBundle opened = reader.read(this::sink);
        sha256 = opened.sha256();
        passed.add(Check.DECRYPTION);
        requireName(opened.manifest(), expected);
        manifest = Optional.of(opened.manifest());
        judge(opened.manifest());
      } catch (SpikeException e) {
        rethrowUnlessOfTheBackup(e);
        fail(e.sentence());
      } catch (IOException e) {
        fail("a part of the file is not authentic or missing: " + e.getMessage());
      }
      if (sha256.isEmpty()) {
        sha256 = reader.hashOfAll(expected.sizeBytes());
      }
      compareHash(reader.sizeBytes(), sha256, expected);
      Verification found =
          new Verification(passed, problem, manifest, reader.sizeBytes(), sha256, rows);
      sound = found.isSound();
      return found;
    } catch (IOException e) {
      throw new SpikeException(ErrorCode.BUSY, "cannot use the scratch file " + scratch + ": " + e,
          e);
    } finally {
      if (!keep || !sound) {
        scratch.toFile().delete();
      }
    }
  }

  private OutputStream sink(Manifest manifest, BundleMember member) throws IOException {
    return member.name().equals(BundleMember.STORE)
        ? new ScratchOutput(scratch)
        : OutputStream.nullOutputStream();
  }

  private static void requireName(Manifest manifest, Expected expected) {
    if (expected.id().filter(id -> !id.equals(manifest.id())).isPresent()) {
      throw new SpikeException(ErrorCode.DAMAGED, "the file is called "
          + expected.id().get() + " but is the backup " + manifest.id());
    }
  }

  private void judge(Manifest manifest) {
    if (opener.rootKey().isPresent()) {
      passed.add(Check.SIGNATURE);
      walk(manifest, opener.rootKey().get());
      return;
    }
    List<String> problems = StoreVerifier.structure(scratch);
    if (problems.isEmpty()) {
      passed.add(Check.STRUCTURE);
    } else {
      fail(String.join("; ", problems));
    }
  }

  private void walk(Manifest manifest, RootKey key) {
    StoreReport report = StoreVerifier.verify(scratch, key);
    rows = report.rows();
    if (!report.damaged().contains(StoreReport.Part.STRUCTURE)) {
      passed.add(Check.STRUCTURE);
    }
    if (!report.damaged().contains(StoreReport.Part.ROWS)) {
      passed.add(Check.ROWS);
    }
    Manifest.Contents listed = manifest.contents();
    StoreReport.Contents found = report.contents();
    if (!report.damaged().contains(StoreReport.Part.SET_HASH)
        && found.setHash().equals(listed.setHash())) {
      passed.add(Check.SET_HASH);
    }
    if (found.rows().equals(listed.rows()) && found.changeNumber() == listed.change()
        && found.schema() == listed.schema()
        && report.head().storeId().equals(manifest.storeId())) {
      passed.add(Check.COUNTS);
    }
    if (!report.isSound()) {
      fail(String.join("; ", report.problems()));
    } else if (passed.size() < Check.values().length - 1) {
      fail("the store in it holds " + found + ", the manifest says " + listed);
    }
  }

  private void compareHash(long sizeBytes, String sha256, Expected expected) {
    boolean known = !expected.sha256().isEmpty();
    if (known && sizeBytes > expected.sizeBytes()) {
      problem = "the file is longer than the " + expected.sizeBytes()
          + " bytes it was written with";
    } else if (known && (!sha256.equals(expected.sha256()) || sizeBytes != expected.sizeBytes())) {
      problem = "the file has " + sizeBytes + " bytes and hash " + sha256 + ", it was written with "
          + expected.sizeBytes() + " and " + expected.sha256();
    } else if (known || passed.contains(Check.SIGNATURE)) {
      passed.add(Check.HASH);
    }
  }

  private static void rethrowUnlessOfTheBackup(SpikeException e) {
    if (e.code() == ErrorCode.BUSY || e.code() == ErrorCode.UNREACHABLE) {
      throw e;
    }
  }

  private void fail(String sentence) {
    if (problem.isEmpty()) {
      problem = sentence;
    }
  }
}
