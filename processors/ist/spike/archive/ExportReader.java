// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.ExportLine;
import ist.spike.wire.ImportSpike;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Reads an export of secrets to its end. Only when it returns is everything in it as it was written;
 * so whoever acts on an export reads it twice.
 */
public final class ExportReader {

  private static final int FIRST_BUFFER_BYTES = 8 * 1024;

  private final InputStream source;
  private final Consumer<ImportSpike.Secret> visitor;
  private byte[] buffer = new byte[FIRST_BUFFER_BYTES];
  private long number;

  private ExportReader(InputStream source, Consumer<ImportSpike.Secret> visitor) {
    this.source = source;
    this.visitor = visitor;
  }

  /** The first and the last line of an export. */
  public record Frame(ExportLine.Header header, ExportLine.End end) {}

  /**
   * Reads all of it.
   *
   * @param source buffered by the caller, who closes it
   * @param visitor gets each secret in turn
   * @throws SpikeException {@code DAMAGED}, with the number of the line, when it is no whole export
   */
  public static Frame read(InputStream source, Consumer<ImportSpike.Secret> visitor)
      throws IOException {
    ExportReader reader = new ExportReader(source, visitor);
    try {
      return reader.read();
    } finally {
      Arrays.fill(reader.buffer, (byte) 0);
    }
  }

  private Frame read() throws IOException {
    MessageDigest digest = Hashes.sha256();
    ExportLine.Header header = header(digest);
    for (long secrets = 0;; secrets++) {
      byte[] line = line();
      try {
        switch (parse(line, header)) {
          case ExportLine.Entry entry -> visitor.accept(entry.secret());
          case ExportLine.Header again -> throw damaged("it is a second head");
          case ExportLine.End end -> {
            checkEnd(end, secrets, Hashes.hex(digest));
            return new Frame(header, end);
          }
        }
        digest.update(line);
        digest.update((byte) '\n');
      } finally {
        Arrays.fill(line, (byte) 0);
      }
    }
  }

  private ExportLine.Header header(MessageDigest digest) throws IOException {
    byte[] line = line();
    ExportLine.Header none = new ExportLine.Header(Instant.EPOCH, "", false);
    if (!(parse(line, none) instanceof ExportLine.Header header)) {
      throw damaged("an export begins with its head");
    }
    digest.update(line);
    digest.update((byte) '\n');
    return header;
  }

  private void checkEnd(ExportLine.End end, long secrets, String sha256) throws IOException {
    if (end.secrets() != secrets) {
      throw damaged("there are " + secrets + " secrets before it, and it says " + end.secrets());
    }
    if (!end.sha256().equals(sha256)) {
      throw damaged("the lines before it are not those that were written: their SHA-256 is "
          + sha256);
    }
    if (source.read() >= 0) {
      throw damaged("something comes after the end");
    }
  }

  private ExportLine parse(byte[] line, ExportLine.Header header) {
    try {
      return ExportLine.parse(line, header.created());
    } catch (SpikeException e) {
      throw damaged(e.sentence());
    }
  }

  /** The next line without its end, which must be there. */
  private byte[] line() throws IOException {
    number++;
    int size = 0;
    for (int next = source.read(); next != '\n'; next = source.read()) {
      if (next < 0) {
        throw damaged("the file ends here, before its end");
      }
      if (size == ExportWriter.MAX_LINE_BYTES) {
        throw damaged("it has more than " + ExportWriter.MAX_LINE_BYTES + " bytes");
      }
      if (size == buffer.length) {
        byte[] larger = Arrays.copyOf(buffer, size * 2);
        Arrays.fill(buffer, (byte) 0);
        buffer = larger;
      }
      buffer[size++] = (byte) next;
    }
    return Arrays.copyOf(buffer, size);
  }

  private SpikeException damaged(String why) {
    return new SpikeException(ErrorCode.DAMAGED, "line " + number + ": " + why);
  }
}
