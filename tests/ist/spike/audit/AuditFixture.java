// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import ist.spike.crypto.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Local audit files under a key that may come late, and rows of a store that are a list. */
final class AuditFixture implements AutoCloseable {

  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.6Z");

  final Path directory;
  final List<AuditRow> rows = new ArrayList<>();
  final AuditRowSource source = new AuditRowSource() {

    @Override
    public ChainHead newest() {
      return rows.isEmpty() ? ChainHead.NONE : rows.getLast().head();
    }

    @Override
    public List<AuditRow> after(long sequence, int limit) {
      return rows.stream().filter(row -> row.head().sequence() > sequence).limit(limit).toList();
    }
  };
  final List<AuditMark> marks = new ArrayList<>();
  boolean sealed;
  private final AuditDisk disk;
  private final int keep;
  private final long fileSizeBytes;
  AuditLog log;

  AuditFixture(Path directory) {
    this(directory, 3, AuditLog.FILE_SIZE_BYTES);
  }

  AuditFixture(Path directory, int keep, long fileSizeBytes) {
    this(directory, keep, fileSizeBytes, AuditDisk.REAL);
  }

  AuditFixture(Path directory, int keep, long fileSizeBytes, AuditDisk disk) {
    this.disk = disk;
    this.directory = directory.resolve("audit");
    this.keep = keep;
    this.fileSizeBytes = fileSizeBytes;
    this.log = open();
  }

  private AuditLog open() {
    return new AuditLog(new AuditSequence(new AuditDirectory(directory, disk), keep),
        () -> sealed ? Optional.empty() : Optional.of(key()), fileSizeBytes);
  }

  /** What a new process finds. */
  void restart() {
    log.close();
    log = open();
  }

  static SecretBytes key() {
    byte[] key = new byte[32];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (i + 1);
    }
    return SecretBytes.takeOwnership(key);
  }

  static AuditRecord record(String subject) {
    return new AuditRecord(TIME, "r-1", "spiffe://spike.ist/workload/1", "get-secret", subject,
        200, "", 42);
  }

  /** A change of the store, with its row. */
  void change(String operation, String subject) {
    ChainHead before = source.newest();
    byte[] hash = new byte[ChainHead.HASH_SIZE_BYTES];
    hash[0] = (byte) before.sequence();
    hash[1] = (byte) subject.hashCode();
    rows.add(new AuditRow(before, before.next(hash), log.position(),
        AuditJson.encode(new AuditRecord(TIME, "r-2", "", operation, subject, 200, "", 7))));
  }

  /** What the flusher does in the background. */
  void copyAndFlush() {
    new AuditFlusher(log, source).close();
  }

  AuditReport verify() {
    return verify(log.head());
  }

  AuditReport verify(ChainHead end) {
    try (SecretBytes key = key()) {
      return AuditVerifier.verify(
          new AuditVerifier.Subject(directory, () -> end, Optional.of(key), source, marks),
          lines -> {});
    }
  }

  Path file(long number) {
    return directory.resolve(String.format(Locale.ROOT, "audit-%08d.jsonl", number));
  }

  List<String> lines(long number) throws IOException {
    return Files.readAllLines(file(number));
  }

  @Override
  public void close() {
    log.close();
  }
}
