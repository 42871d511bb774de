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
import java.util.Optional;
import java.util.Set;

/**
 * Finds out whether a backup is worth something: reads it to its end, opens it, and opens every row of
 * the store in it. What is wrong with the backup is in the result; what is wrong with this machine or
 * with the way to the backup is thrown, because it says nothing about the backup.
 */
public final class BackupVerifier {

  private final RootKey key;
  private final Path scratch;
  private final Set<Check> passed = EnumSet.noneOf(Check.class);
  private String problem = "";
  private long rows;

  private BackupVerifier(RootKey key, Path scratch) {
    this.key = key;
    this.scratch = scratch;
  }

  /**
   * What is known of a backup before it is read.
   *
   * @param id its name
   * @param sizeBytes size of its file; 0 while unknown
   * @param sha256 hash of its file; empty while unknown, and then the signature alone decides
   */
  public record Expected(BackupId id, long sizeBytes, String sha256) {}

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
    return new BackupVerifier(key, scratch).verify(new SourceGuard(source), expected);
  }

  private Verification verify(InputStream source, Expected expected) {
    BundleReader reader = new BundleReader(source, key);
    Optional<Manifest> manifest = Optional.empty();
    try {
      Files.deleteIfExists(scratch);
      String sha256 = "";
      try {
        OpenedBundle opened = reader.read(this::sink);
        sha256 = opened.sha256();
        passed.add(Check.DECRYPTION);
        requireName(opened.manifest(), expected.id());
        passed.add(Check.SIGNATURE);
        manifest = Optional.of(opened.manifest());
        walk(opened.manifest());
      } catch (SpikeException e) {
        rethrowUnlessOfTheBackup(e);
        fail(e.sentence());
      } catch (IOException e) {
        fail("a part of the file is not authentic or missing: " + e.getMessage());
      }
      if (sha256.isEmpty()) {
        sha256 = reader.hashOfAll();
      }
      compareHash(reader.sizeBytes(), sha256, expected);
      return new Verification(passed, problem, manifest, reader.sizeBytes(), sha256, rows);
    } catch (IOException e) {
      throw new SpikeException(ErrorCode.BUSY, "cannot use the scratch file " + scratch + ": " + e,
          e);
    } finally {
      scratch.toFile().delete();
    }
  }

  private OutputStream sink(Manifest manifest, BundleMember member) throws IOException {
    return member.name().equals(BundleMember.STORE)
        ? new ScratchOutput(scratch)
        : OutputStream.nullOutputStream();
  }

  private void requireName(Manifest manifest, BackupId id) {
    if (!manifest.id().equals(id)) {
      throw new SpikeException(ErrorCode.DAMAGED,
          "the file is called " + id + " but is the backup " + manifest.id());
    }
  }

  private void walk(Manifest manifest) {
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
    if (known && (!sha256.equals(expected.sha256()) || sizeBytes != expected.sizeBytes())) {
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
