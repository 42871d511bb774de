// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import ist.spike.crypto.HmacKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The local audit files. A record is in the file when {@link #append} returns, so it outlives the
 * process, and on the disk after the next {@link #flush}. When it cannot be written, nothing is, and
 * each further call tries again from what the disk says.
 */
public final class AuditLog implements LocalTrail, AutoCloseable {

  /** When a file is full. */
  public static final long FILE_SIZE_BYTES = 64L * 1024 * 1024;
  /** What is derived from the root key for the MACs. */
  public static final String KEY_PURPOSE = "audit";

  /** How soon files that failed are read again, which may take as long as reading a whole one. */
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int HEADROOM = 16;
  /** Some tens of microseconds, for which an answer may wait. */
  private static final int COPIED_AT_ONCE = 8;
  private static final int CHAIN_ID_SIZE_BYTES = 16;
  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

  private final AuditDirectory directory;
  private final int keep;
  private final long fileSizeBytes;
  private final Supplier<Optional<SecretBytes>> keySource;
  private Optional<HmacKey> key = Optional.empty();
  private Optional<AuditFile> file = Optional.empty();
  private volatile AuditFile.State durable =
      new AuditFile.State(ChainHead.NONE, ChainHead.NONE);
  private volatile String position = "";
  private boolean failing;
  private String refusal = "";
  private long retryNanos;
  private boolean closed;

  /**
   * Nothing is opened before the first record.
   *
   * @param keep how many files there are at most, from 2
   * @param keySource gives the MAC key once the root key is known; the log closes it
   */
  public AuditLog(Path directory, int keep, Supplier<Optional<SecretBytes>> keySource) {
    this(directory, keep, keySource, FILE_SIZE_BYTES);
  }

  AuditLog(Path directory, int keep, Supplier<Optional<SecretBytes>> keySource,
      long fileSizeBytes) {
    this.directory = new AuditDirectory(directory);
    this.keep = keep;
    this.keySource = keySource;
    this.fileSizeBytes = fileSizeBytes;
  }

  /** Writes a record. {@code BUSY} when it cannot be written; the next call tries again. */
  public synchronized void append(AuditRecord record) {
    if (!refusal.isEmpty()) {
      throw unwritable(refusal);
    }
    write(open -> open.append(key, record));
  }

  /** Writes what rows of the store say, oldest first, and lets answers be recorded in between. */
  public void copy(List<AuditRow> rows) {
    for (int from = 0; from < rows.size(); from += COPIED_AT_ONCE) {
      copyAtOnce(rows.subList(from, Math.min(rows.size(), from + COPIED_AT_ONCE)));
    }
  }

  private synchronized void copyAtOnce(List<AuditRow> rows) {
    write(open -> open.copy(key, rows));
  }

  /**
   * Opens the files, and begins the next one a little before the newest is full: both take longer than
   * an answer should wait, so they are done beside.
   */
  public synchronized void maintain() {
    write(open -> {
      if (open.sizeBytes() >= fileSizeBytes - fileSizeBytes / HEADROOM) {
        rotate(open);
      }
    });
  }

  /** Whether the last record could not be written, or none would be taken. */
  public synchronized boolean isFailing() {
    return failing || !refusal.isEmpty();
  }

  /** Takes no record for this reason; takes them again when it is empty. */
  synchronized void refuse(String why) {
    refusal = why;
  }

  /** The newest row of the store that was written here, durable or not yet. */
  public synchronized ChainHead newestCopy() {
    return write(_ -> {}).state().copied();
  }

  /** The newest line. */
  public synchronized ChainHead head() {
    return write(_ -> {}).state().head();
  }

  /** Makes durable what was written so far; does nothing when that is everything. */
  public void flush() {
    Optional<AuditFile> open = current();
    if (open.isEmpty()) {
      return;
    }
    try {
      AuditFile.State now = stateOf(open.get());
      if (!now.equals(durable)) {
        open.get().sync();
        synced(open.get(), now);
      }
    } catch (IOException e) {
      unsynced(open.get(), e);
    }
  }

  @Override
  public String position() {
    return position;
  }

  @Override
  public Optional<ChainHead> copied() {
    return Optional.of(durable.copied());
  }

  @Override
  public synchronized void close() {
    flush();
    closed = true;
    abandon();
    key.ifPresent(HmacKey::close);
    key = Optional.empty();
  }

  /** One write to the open file. */
  @FunctionalInterface
  private interface Write {
    void to(AuditFile open) throws IOException;
  }

  private AuditFile write(Write write) {
    if (closed) {
      throw new SpikeException(ErrorCode.NOT_READY, "the audit files are closed");
    }
    if (file.isEmpty() && failing && System.nanoTime() - retryNanos < 0) {
      throw unwritable("they failed a moment ago");
    }
    try {
      AuditFile open = opened();
      if (key.isEmpty()) {
        key = keySource.get().map(HmacKey::takeOwnership);
      }
      ChainHead before = open.state().head();
      write.to(open);
      if (failing && !open.state().head().equals(before)) {
        // Whoever failed once must show that it holds what it takes.
        open.sync();
        failing = false;
        LOG.info("audit records can be written again: directory={}", directory);
      }
      return open;
    } catch (IOException e) {
      fail(e);
      throw unwritable(e.toString());
    }
  }

  private SpikeException unwritable(String why) {
    return new SpikeException(ErrorCode.BUSY,
        "audit records cannot be written to " + directory + ": " + why);
  }

  private AuditFile opened() throws IOException {
    if (file.isEmpty()) {
      file = Optional.of(open());
      synced(file.get(), file.get().state());
    }
    AuditFile open = file.get();
    if (open.sizeBytes() >= fileSizeBytes || open.isDamaged()) {
      rotate(open);
    }
    return file.get();
  }

  private void rotate(AuditFile full) throws IOException {
    full.sync();
    synced(full, full.state());
    file = Optional.of(next(full));
    full.close();
    dropOld();
  }

  /** Goes on in the newest file, or begins a chain. */
  private AuditFile open() throws IOException {
    directory.prepare();
    SortedMap<Long, Path> files = directory.files();
    for (Path path : files.reversed().values()) {
      Optional<AuditFile> newest = AuditFile.reopen(path);
      if (newest.isPresent()) {
        newest.get().sync();
        return newest.get();
      }
      // A crash in the moment of its making; it holds nothing.
      Files.delete(path);
    }
    try (SecretBytes random = SecretBytes.random(CHAIN_ID_SIZE_BYTES)) {
      String chain = random.lend(HexFormat.of()::formatHex);
      return AuditFile.create(directory, new AuditFile.Name(chain, 1),
          new AuditFile.State(ChainHead.NONE, ChainHead.NONE), 1);
    }
  }

  private AuditFile next(AuditFile full) throws IOException {
    long number = full.name().number() + 1;
    long oldest = Math.max(directory.files().firstKey(), number - keep + 1);
    return AuditFile.create(directory, new AuditFile.Name(full.name().chain(), number),
        full.state(), oldest);
  }

  private void dropOld() throws IOException {
    SortedMap<Long, Path> files = directory.files();
    for (Path old : files.headMap(files.lastKey() - keep + 1).values()) {
      Files.delete(old);
    }
  }

  private synchronized Optional<AuditFile> current() {
    return file;
  }

  private synchronized AuditFile.State stateOf(AuditFile open) {
    return open.state();
  }

  private synchronized void synced(AuditFile open, AuditFile.State state) {
    // A file that was closed meanwhile was synced as a whole.
    if (state.head().sequence() >= durable.head().sequence()) {
      durable = state;
      position = open.name().chain() + ":" + state.head();
    }
  }

  private synchronized void unsynced(AuditFile open, IOException e) {
    if (file.isPresent() && file.get() == open) {
      fail(e);
      // What the disk has is not what was written; only a new look will tell.
      abandon();
    }
  }

  private void fail(IOException e) {
    retryNanos = System.nanoTime() + RETRY.toNanos();
    if (!failing) {
      failing = true;
      LOG.error(
          "audit records cannot be written; every answer that needs one is 503 until they can:"
              + " directory={} error={}",
          directory, e.toString());
    }
    if (file.filter(AuditFile::isBroken).isPresent()) {
      abandon();
    }
  }

  private void abandon() {
    file.ifPresent(open -> {
      try {
        open.close();
      } catch (IOException e) {
        LOG.warn("an audit file did not close: {}", e.toString());
      }
    });
    file = Optional.empty();
  }
}
