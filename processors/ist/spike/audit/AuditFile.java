// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ist.spike.crypto.HmacKey;
import ist.spike.wire.SpikeException;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** One local audit file that is open for writing. Not thread-safe. */
final class AuditFile implements AutoCloseable {

  /**
   * Which file it is.
   *
   * @param chain 32 hexadecimal digits, drawn with the first file of the chain
   * @param number from 1
   */
  record Name(String chain, long number) {}

  /**
   * How far it has come.
   *
   * @param head the newest line
   * @param copied the newest row of the store that is in a line
   */
  record State(ChainHead head, ChainHead copied) {}

  /** Which file it is, and the number of its first line. */
  private record Beginning(Name name, long line) {}

  /** Where lines go. */
  private record Writing(Path path, FileOutputStream out, AuditDisk disk) {}

  private final Beginning beginning;
  private final FileOutputStream out;
  private final SureFlush flush;
  private final boolean damaged;
  private State state;
  private volatile long sizeBytes;
  private boolean broken;

  private AuditFile(Beginning beginning, Writing writing, State state, boolean damaged)
      throws IOException {
    this.beginning = beginning;
    this.out = writing.out();
    this.flush = new SureFlush(writing.path(), out.getChannel(), writing.disk());
    this.state = state;
    this.damaged = damaged;
    this.sizeBytes = out.getChannel().size();
  }

  /**
   * Makes the file and its first line, neither of them durable yet.
   *
   * @param before where the chain and the copies have come to
   * @param oldest the number of the oldest file that is kept
   */
  static AuditFile create(AuditDirectory directory, Name name, State before, long oldest)
      throws IOException {
    Path path = directory.file(name.number());
    removeLeftover(path);
    Files.createFile(path, AuditDirectory.OWNER_ONLY);
    FileOutputStream out = new FileOutputStream(path.toFile(), true);
    try {
      AuditFile file = new AuditFile(new Beginning(name, before.head().sequence() + 1),
          new Writing(path, out, directory.disk()), before, false);
      AuditLine first = AuditLine.after(before.head(), Optional.empty(), json -> {
        json.writeNumberField("file", name.number());
        json.writeStringField("chain", name.chain());
        json.writeNumberField("oldest", oldest);
        json.writeStringField("prev", before.head().hash());
        json.writeStringField("copied", before.copied().toString());
      });
      file.write(first.toBytes(), new State(first.head(), before.copied()));
      return file;
    } catch (IOException e) {
      out.close();
      Files.deleteIfExists(path);
      throw e;
    }
  }

  /** A file of this number that holds no record was left by a making that failed. */
  private static void removeLeftover(Path path) throws IOException {
    if (Files.exists(path) && Files.size(path) <= AuditLine.MAX_SIZE_BYTES) {
      AtomicInteger lines = new AtomicInteger();
      WholeLines.read(path, line -> lines.incrementAndGet());
      if (lines.get() <= 1) {
        Files.delete(path);
      }
    }
  }

  /** Opens a file to go on in it; empty when it has not even its first line. */
  static Optional<AuditFile> reopen(AuditDirectory directory, long number) throws IOException {
    Path path = directory.file(number);
    Tail tail = new Tail();
    long whole = WholeLines.read(path, tail::see);
    if (whole > 0 && !tail.read()) {
      WholeLines.read(path, tail::search);
    }
    if (tail.beginning.isEmpty()) {
      return Optional.empty();
    }
    FileOutputStream out = new FileOutputStream(path.toFile(), true);
    try {
      // A line without its end was never answered for.
      out.getChannel().truncate(whole);
      return Optional.of(new AuditFile(tail.beginning.get(),
          new Writing(path, out, directory.disk()), tail.state, tail.damaged));
    } catch (IOException e) {
      out.close();
      throw e;
    }
  }

  Name name() {
    return beginning.name();
  }

  /** The number of the line that this file follows; 0 for the first file. */
  long before() {
    return beginning.line() - 1;
  }

  State state() {
    return state;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  /** Whether what is in it cannot be gone on from. */
  boolean isDamaged() {
    return damaged;
  }

  void append(Optional<HmacKey> key, AuditRecord record) throws IOException {
    AuditLine line =
        AuditLine.after(state.head(), key, out -> AuditJson.write(out, record));
    write(line.toBytes(), new State(line.head(), state.copied()));
  }

  /** Writes a line for each row, all of them at once. */
  void copy(Optional<HmacKey> key, List<AuditRow> rows) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream(rows.size() * 1_024);
    ChainHead head = state.head();
    for (AuditRow row : rows) {
      AuditLine line = AuditLine.after(head, key, out -> {
        out.writeStringField("row", row.head().toString());
        AuditJson.writeMembers(out, row.json());
      });
      lines.writeBytes(line.toBytes());
      head = line.head();
    }
    write(lines.toByteArray(), new State(head, rows.getLast().head()));
  }

  void sync() throws IOException {
    flush.upTo(sizeBytes);
  }

  /** Says that a flush of this file may have failed before it was opened here. */
  void doubt() {
    flush.doubt();
  }

  /** Whether the last flush failed. */
  boolean isUnsure() {
    return flush.isUnsure();
  }

  /** Whether what was written in part could not be cut off, so that only a new look will tell. */
  boolean isBroken() {
    return broken;
  }

  private void write(byte[] bytes, State next) throws IOException {
    long before = sizeBytes;
    boolean whole = false;
    try {
      out.write(bytes);
      whole = true;
    } finally {
      if (!whole) {
        broken = true;
        out.getChannel().truncate(before);
        broken = false;
      }
    }
    sizeBytes = before + bytes.length;
    state = next;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** Finds out what the end of a file says, by parsing as little of it as will do. */
  private static final class Tail {

    private static final byte[] COPY = ",\"row\":".getBytes(US_ASCII);
    private static final int MAX_COPY_OFFSET = "{\"seq\":".length() + 19;

    private byte[] first = {};
    private byte[] newest = {};
    private byte[] copy = {};
    private Optional<Beginning> beginning = Optional.empty();
    private State state = new State(ChainHead.NONE, ChainHead.NONE);
    private boolean damaged;

    void see(byte[] line) {
      first = first.length == 0 ? line : first;
      newest = line;
      copy = isCopy(line) ? line : copy;
    }

    /** Whether the lines that matter can be read. */
    boolean read() {
      try {
        take(first);
        if (copy.length > 0) {
          take(copy);
        }
        take(newest);
        return true;
      } catch (SpikeException e) {
        return false;
      }
    }

    /** Reads every line that can be read; what cannot is left for a verification to name. */
    void search(byte[] line) {
      damaged = true;
      try {
        take(line);
      } catch (SpikeException e) {
        // The chain goes on from the last line that says where it is.
        damaged = true;
      }
    }

    private void take(byte[] bytes) {
      AuditLine line = AuditLine.parse(bytes);
      if (beginning.isEmpty()) {
        beginning = Optional.of(new Beginning(
            new Name(AuditJson.text(line.members(), "chain"),
                AuditJson.number(line.members(), "file")),
            line.head().sequence()));
      }
      String row = line.members().getOrDefault("row", line.members().get("copied"));
      state = new State(line.head(), row == null ? state.copied() : ChainHead.parse(row));
    }

    private static boolean isCopy(byte[] line) {
      for (int at = 0; at < Math.min(MAX_COPY_OFFSET, line.length - COPY.length); at++) {
        if (Arrays.equals(line, at, at + COPY.length, COPY, 0, COPY.length)) {
          return true;
        }
      }
      return false;
    }
  }
}
