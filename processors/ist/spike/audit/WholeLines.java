// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The lines of a file, in parts: a start reads the newest audit file, which may be a full one. */
final class WholeLines {

  private static final int READ_SIZE_BYTES = 64 * 1024;

  private final Consumer<byte[]> each;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(1_024);

  private WholeLines(Consumer<byte[]> each) {
    this.each = each;
  }

  /**
   * Gives each line without its end; one that is too long is cut.
   *
   * @return the size of all lines that have an end
   */
  static long read(Path path, Consumer<byte[]> each) throws IOException {
    WholeLines lines = new WholeLines(each);
    long whole = 0;
    long read = 0;
    byte[] part = new byte[READ_SIZE_BYTES];
    try (InputStream in = Files.newInputStream(path)) {
      for (int size = in.read(part); size >= 0; size = in.read(part)) {
        int ended = lines.take(part, size);
        whole = ended > 0 ? read + ended : whole;
        read += size;
      }
    }
    return whole;
  }

  /** The end of the last line that ends in this part; 0 when none does. */
  private int take(byte[] part, int size) {
    int from = 0;
    for (int at = 0; at < size; at++) {
      if (part[at] == '\n') {
        append(part, from, at);
        each.accept(line.toByteArray());
        line.reset();
        from = at + 1;
      }
    }
    append(part, from, size);
    return from;
  }

  private void append(byte[] part, int from, int to) {
    int room = AuditLine.MAX_SIZE_BYTES + 1 - line.size();
    line.write(part, from, Math.min(to - from, room));
  }
}
