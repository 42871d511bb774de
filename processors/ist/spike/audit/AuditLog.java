// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import ist.spike.crypto.HmacKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

  private final AuditSequence files;
  private final long fileSizeBytes;
  private final Supplier<Optional<SecretBytes>> keySource;
  private Optional<HmacKey> key = Optional.empty();
  private Optional<AuditFile> file = Optional.empty();
  /** The file before that, as long as its end may not be on the disk. */
  private Optional<AuditFile> ending = Optional.empty();
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
    this(new AuditSequence(new AuditDirectory(directory), keep), keySource, FILE_SIZE_BYTES);
  }

  AuditLog(AuditSequence files, Supplier<Optional<SecretBytes>> keySource, long fileSizeBytes) {
    this.files = files;
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
   * Opens the files, and begins the next one a little before the newest is full. Records go there from
   * then on, and wait for no disk; the next {@link #flush} makes durable what is open by then.
   */
  public void maintain() {
    Optional<AuditFile> full = nearlyFull();
    if (full.isPresent()) {
      try {
        files.announce(full.get());
        goOnAfter(full.get());
      } catch (IOException e) {
        throw failed(e);
      }
    }
  }

  private synchronized Optional<AuditFile> nearlyFull() {
    AuditFile open = write(_ -> {});
    boolean full = open.sizeBytes() >= fileSizeBytes - fileSizeBytes / HEADROOM;
    return full && ending.isEmpty() ? Optional.of(open) : Optional.empty();
  }

  private synchronized void goOnAfter(AuditFile full) throws IOException {
    if (file.isPresent() && file.get() == full) {
      file = Optional.of(files.next(full));
      ending = Optional.of(full);
    }
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
    Optional<Unflushed> unflushed = unflushed();
    if (unflushed.isPresent()) {
      Unflushed now = unflushed.get();
      try {
        if (now.ending().isPresent()) {
          files.settle(now.ending(), now.open());
          ended(now.ending().get());
          files.dropOld();
        } else {
          now.open().sync();
        }
        synced(now.open(), now.state());
      } catch (IOException e) {
        unsynced(now.open(), e);
      }
    }
  }

  /** What may not be on the disk yet, and how far a flush that begins now reaches. */
  private record Unflushed(AuditFile open, AuditFile.State state, Optional<AuditFile> ending) {}

  private synchronized Optional<Unflushed> unflushed() {
    return file.filter(open -> ending.isPresent() || !open.state().equals(durable))
        .map(open -> new Unflushed(open, open.state(), ending));
  }

  private synchronized void ended(AuditFile full) throws IOException {
    if (ending.isPresent() && ending.get() == full) {
      ending = Optional.empty();
    }
    full.close();
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
    if (failing && isWaiting()) {
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
        LOG.info("audit records can be written again: directory={}", files);
      }
      return open;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Whether it is too early to try again. */
  private boolean isWaiting() {
    return file.filter(open -> !open.isUnsure()).isEmpty() && System.nanoTime() - retryNanos < 0;
  }

  private synchronized SpikeException failed(IOException e) {
    fail(e);
    return unwritable(e.toString());
  }

  private SpikeException unwritable(String why) {
    return new SpikeException(ErrorCode.BUSY,
        "audit records cannot be written to " + files + ": " + why);
  }

  private AuditFile opened() throws IOException {
    if (file.isEmpty()) {
      file = Optional.of(files.open(failing));
      synced(file.get(), file.get().state());
    }
    AuditFile open = file.get();
    if (open.sizeBytes() >= fileSizeBytes || open.isDamaged()) {
      rotate(open);
    }
    return file.get();
  }

  /** A file that filled up between two looks, or cannot be gone on from: whoever writes now waits. */
  private void rotate(AuditFile full) throws IOException {
    if (ending.isPresent()) {
      files.settle(ending, full);
      ended(ending.get());
    }
    file = Optional.of(files.follow(full));
    synced(full, full.state());
    full.close();
    files.dropOld();
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
    }
  }

  private void fail(IOException e) {
    retryNanos = System.nanoTime() + RETRY.toNanos();
    if (!failing) {
      failing = true;
      LOG.error(
          "audit records cannot be written; every answer that needs one is 503 until they can:"
              + " directory={} error={}",
          files, e.toString());
    }
    if (file.filter(AuditFile::isBroken).isPresent()) {
      abandon();
    }
  }

  private void abandon() {
    Stream.of(file, ending).flatMap(Optional::stream).forEach(open -> {
      try {
        open.close();
      } catch (IOException e) {
        LOG.warn("an audit file did not close: {}", e.toString());
      }
    });
    file = Optional.empty();
    ending = Optional.empty();
  }
}
