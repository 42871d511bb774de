// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the disk itself takes to make two pages of 4 KB durable, over and over in one place. */
final class Disk {

  private static final int PAGES_SIZE_BYTES = 8_192;

  private Disk() {}

  /** Microseconds of each overwrite with fdatasync. */
  static double[] fdatasync(Path directory, Duration time) throws IOException {
    Path file = directory.resolve("fdatasync");
    List<Double> micros = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE,
        StandardOpenOption.WRITE)) {
      ByteBuffer pages = ByteBuffer.allocate(PAGES_SIZE_BYTES);
      long end = System.nanoTime() + time.toNanos();
      for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
        // Other bytes each time: the same ones would not be written by every file system.
        pages.clear().putLong(0, now);
        channel.write(pages, 0);
        channel.force(false);
        micros.add((System.nanoTime() - now) / 1e3);
      }
    }
    Files.delete(file);
    return micros.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
