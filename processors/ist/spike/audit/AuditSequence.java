// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import ist.spike.crypto.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The local audit files one after the other. The next one is begun without a wait for the disk, so power
 * that goes in that moment may leave it without the end of the one before. A mark beside it, durable
 * before it is made and there until that end is durable, too, tells: lines that follow nothing then were
 * never durable, and are dropped by who opens the files. Not thread-safe.
 */
final class AuditSequence {

  private static final int CHAIN_ID_SIZE_BYTES = 16;
  private static final Logger LOG = LoggerFactory.getLogger(AuditSequence.class);

  private final AuditDirectory directory;
  private final int keep;

  /**
   * @param keep how many files there are at most, from 2
   */
  AuditSequence(AuditDirectory directory, int keep) {
    this.directory = directory;
    this.keep = keep;
  }

  /**
   * Goes on in the newest file, or begins a chain; all that is there is durable then.
   *
   * @param again whether it was open before and a flush may have failed since
   */
  AuditFile open(boolean again) throws IOException {
    directory.prepare();
    for (long number : directory.files().reversed().keySet()) {
      Optional<AuditFile> newest = AuditFile.reopen(directory, number);
      if (newest.isPresent() && makeDurable(newest.get(), before(number), again)) {
        return newest.get();
      }
      // A crash in the moment of its making: it holds nothing, or nothing that was durable.
      Files.delete(directory.file(number));
    }
    try (SecretBytes random = SecretBytes.random(CHAIN_ID_SIZE_BYTES)) {
      String chain = random.lend(HexFormat.of()::formatHex);
      AuditFile first = AuditFile.create(directory, new AuditFile.Name(chain, 1),
          new AuditFile.State(ChainHead.NONE, ChainHead.NONE), 1);
      makeDurable(first, Optional.empty(), false);
      return first;
    }
  }

  /** The file before this one, when its end is in doubt. */
  private Optional<AuditFile> before(long number) throws IOException {
    return Files.exists(directory.mark(number)) && Files.exists(directory.file(number - 1))
        ? AuditFile.reopen(directory, number - 1)
        : Optional.empty();
  }

  /** False when the file does not follow the one before it, whose end is gone; it is closed then. */
  private boolean makeDurable(AuditFile newest, Optional<AuditFile> before, boolean again)
      throws IOException {
    boolean done = false;
    try {
      if (again) {
        newest.doubt();
        before.ifPresent(AuditFile::doubt);
      }
      if (before.isPresent() && isCutOff(before.get(), newest)) {
        LOG.warn("the power went while an audit file was begun; what was in it was not durable yet:"
            + " directory={} file={}", directory, newest.name().number());
        return false;
      }
      settle(before, newest);
      done = true;
      return true;
    } finally {
      if (before.isPresent()) {
        before.get().close();
      }
      if (!done) {
        newest.close();
      }
    }
  }

  /** Whether a file ends before the line that the next one follows. */
  private static boolean isCutOff(AuditFile file, AuditFile next) {
    return file.state().head().sequence() < next.before();
  }

  /** Says that the file after this one is about to be begun. Waits for the disk. */
  void announce(AuditFile full) throws IOException {
    Path mark = directory.mark(full.name().number() + 1);
    if (!Files.exists(mark)) {
      Files.createFile(mark, AuditDirectory.OWNER_ONLY);
    }
    directory.sync();
  }

  /** Begins the file after this one, which was announced. Waits for nothing. */
  AuditFile next(AuditFile full) throws IOException {
    long number = full.name().number() + 1;
    long oldest = Math.max(directory.files().firstKey(), number - keep + 1);
    return AuditFile.create(directory, new AuditFile.Name(full.name().chain(), number),
        full.state(), oldest);
  }

  /** Ends a file and begins the next one, all of it durable. Waits for the disk. */
  AuditFile follow(AuditFile full) throws IOException {
    full.sync();
    AuditFile next = next(full);
    try {
      settle(Optional.of(full), next);
      return next;
    } catch (IOException e) {
      next.close();
      Files.deleteIfExists(directory.file(next.name().number()));
      throw e;
    }
  }

  /** Makes both durable, the end of the one before first. Waits for the disk. */
  void settle(Optional<AuditFile> before, AuditFile next) throws IOException {
    if (before.isPresent()) {
      before.get().sync();
    }
    next.sync();
    directory.sync();
    Files.deleteIfExists(directory.mark(next.name().number()));
  }

  /** Deletes what is kept no longer. */
  void dropOld() throws IOException {
    SortedMap<Long, Path> files = directory.files();
    for (Path old : files.headMap(files.lastKey() - keep + 1).values()) {
      Files.delete(old);
    }
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
