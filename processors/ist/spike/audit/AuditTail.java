// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SortedMap;

/** Reads on in the local audit files, for somebody who has everything before a place in them. */
public final class AuditTail {

  /** As much as is read at a time; a line is far smaller. */
  public static final int MAX_BATCH_BYTES = 256 * 1024;

  private final AuditDirectory directory;

  /** Reads the files of an {@link AuditLog}. */
  public AuditTail(Path directory) {
    this.directory = new AuditDirectory(directory);
  }

  /**
   * A place between two lines.
   *
   * @param file number of the file; 0: before the first one
   * @param offset bytes of it that come before
   */
  public record Place(long file, long offset) {

    /** Before everything that is kept. */
    public static final Place START = new Place(0, 0);
  }

  /**
   * What comes next.
   *
   * @param lines whole lines, each with its end; empty when there is none yet
   * @param after the place behind them
   * @param gap whether lines between are gone: the files with them were dropped, or are other ones
   */
  public record Batch(String lines, Place after, boolean gap) {}

  /** The lines behind a place, as many as fit. */
  public Batch next(Place from) throws IOException {
    SortedMap<Long, Path> files = directory.files();
    if (files.isEmpty()) {
      return new Batch("", from, false);
    }
    boolean known = files.containsKey(from.file());
    Place place = known ? from : new Place(oldestAfter(files, from), 0);
    Batch batch = read(files, place, !known && from.file() != 0);
    while (batch.lines().isEmpty() && batch.after().file() < files.lastKey()) {
      long next = files.tailMap(batch.after().file() + 1).firstKey();
      batch = read(files, new Place(next, 0),
          batch.gap() || next != batch.after().file() + 1);
    }
    return batch;
  }

  private static long oldestAfter(SortedMap<Long, Path> files, Place gone) {
    SortedMap<Long, Path> later = files.tailMap(gone.file());
    return later.isEmpty() ? files.firstKey() : later.firstKey();
  }

  private static Batch read(SortedMap<Long, Path> files, Place place, boolean gap)
      throws IOException {
    Path path = files.get(place.file());
    if (path == null) {
      throw new AssertionError("the place is in one of the files");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      boolean isThere = place.offset() == 0 || isLineEnd(channel, place.offset() - 1);
      long offset = isThere ? place.offset() : 0;
      ByteBuffer bytes = ByteBuffer.allocate(MAX_BATCH_BYTES);
      int read = 0;
      for (int more = 0; more >= 0 && bytes.hasRemaining(); more =
          channel.read(bytes, offset + read)) {
        read += more;
      }
      int size = read;
      while (size > 0 && bytes.get(size - 1) != '\n') {
        size--;
      }
      return new Batch(new String(bytes.array(), 0, size, UTF_8),
          new Place(place.file(), offset + size), gap || !isThere);
    }
  }

  private static boolean isLineEnd(FileChannel channel, long offset) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    return channel.read(one, offset) == 1 && one.get(0) == '\n';
  }
}
