// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.audit.AuditFlusher;
import ist.spike.audit.AuditLog;
import ist.spike.audit.AuditMark;
import ist.spike.audit.AuditReport;
import ist.spike.audit.AuditRowSource;
import ist.spike.audit.AuditVerifier;
import ist.spike.audit.LocalTrail;
import ist.spike.config.Settings;
import ist.spike.crypto.Hmac;
import ist.spike.crypto.SecretBytes;
import ist.spike.kit.AuditLedger;
import ist.spike.kit.AuditLines;
import ist.spike.kit.Ledger;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Server;
import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Where the decisions of this Nexus are written down: local files, which the root key authenticates
 * once it is known; without a place for files, lines of the log.
 */
final class NexusAudit implements AutoCloseable {

  private static final int MIN_FILES = 2;
  private static final int MAX_FILES = 10_000;

  private final KeyHolder keys;
  private final Optional<Path> directory;
  private final Optional<AuditLog> log;
  private Optional<AuditFlusher> flusher = Optional.empty();

  private NexusAudit(KeyHolder keys, Optional<Path> directory, Optional<AuditLog> log) {
    this.keys = keys;
    this.directory = directory;
    this.log = log;
  }

  /** Lines of the log. */
  static NexusAudit inLog(KeyHolder keys) {
    return new NexusAudit(keys, Optional.empty(), Optional.empty());
  }

  /**
   * Files beside the store's, or where it would be.
   *
   * @param data the directory that holds the store
   * @param lasting whether the key outlives this process, so that somebody can verify what it says
   */
  static NexusAudit inFiles(Settings settings, Path data, KeyHolder keys, boolean lasting) {
    Path directory = data.resolve("audit");
    AuditLog log = new AuditLog(directory, settings.integer("audit.keep", MIN_FILES, MAX_FILES),
        () -> lasting ? key(keys) : Optional.empty());
    return new NexusAudit(keys, Optional.of(directory), Optional.of(log));
  }

  /** The root key that this Nexus gets. */
  KeyHolder keys() {
    return keys;
  }

  /** The directory of the files; empty when there are none. */
  Optional<Path> directory() {
    return directory;
  }

  /** What records every answer. */
  Ledger ledger() {
    AuditLines lines = new AuditLines();
    return new AuditLedger(Server.NEXUS,
        record -> log.ifPresentOrElse(files -> files.append(record), () -> lines.accept(record)));
  }

  /** The files as the store sees them. */
  LocalTrail trail() {
    return log.map(LocalTrail.class::cast).orElse(LocalTrail.NONE);
  }

  /** Whether the last record could not be written, so that nothing is answered. */
  boolean isFailing() {
    return log.filter(AuditLog::isFailing).isPresent();
  }

  /** Begins to make durable what is written, and to copy these rows to it. */
  void follow(AuditRowSource rows) {
    flusher = log.map(files -> new AuditFlusher(files, rows));
  }

  /** Walks through everything there is, and compares it with what backups know. */
  AuditReport verify(AuditRowSource rows, List<AuditMark> marks, LongConsumer progress) {
    AuditLog files = log.orElseThrow(() -> new SpikeException(ErrorCode.BAD_REQUEST,
        "this Nexus writes its audit records to its log, which nothing here can verify"));
    Optional<SecretBytes> key = key(keys);
    try {
      return AuditVerifier.verify(new AuditVerifier.Subject(directory.orElseThrow(), files::head,
          key, rows, marks), progress);
    } finally {
      key.ifPresent(SecretBytes::close);
    }
  }

  private static Optional<SecretBytes> key(KeyHolder keys) {
    return keys.isUnsealed()
        ? Optional.of(
            keys.withKey(key -> key.derive(AuditLog.KEY_PURPOSE, Hmac.TAG_SIZE_BYTES)))
        : Optional.empty();
  }

  /** Copies and flushes once more; the store must still be open. */
  @Override
  public void close() {
    flusher.ifPresent(AuditFlusher::close);
    log.ifPresent(AuditLog::close);
  }
}
