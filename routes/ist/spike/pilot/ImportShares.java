// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.crypto.SecretBytes;
import ist.spike.shard.Share;
import ist.spike.shard.ShareException;
import ist.spike.spikedb.SpikeKeySearch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The recovery shards of another SPIKE: one a file, or one a line of standard input, or typed by a
 * person. Never arguments, which every process on the machine can read.
 */
final class ImportShares implements AutoCloseable {

  private static final int MAX_INPUT_BYTES = SpikeKeySearch.MAX_SHARES * 128;

  private final List<Share> shares = new ArrayList<>();

  private ImportShares() {}

  /** No shares. */
  static final ImportShares NONE = new ImportShares();

  /** Reads them from these files, or from standard input when there are none. */
  static ImportShares read(List<Path> files, Terminal terminal) {
    ImportShares read = new ImportShares();
    boolean done = false;
    try {
      if (!files.isEmpty()) {
        files.forEach(read::addFile);
      } else if (terminal.isInteractive()) {
        read.addTyped(terminal);
      } else {
        read.addLines(terminal);
      }
      done = true;
      return read;
    } catch (IOException e) {
      throw new CommandFailure("Error: Invalid shard format.",
          "standard input cannot be read: " + e.getMessage());
    } finally {
      if (!done) {
        read.close();
      }
    }
  }

  List<Share> list() {
    return List.copyOf(shares);
  }

  /** Copies by their number; the caller closes them. */
  SortedMap<Integer, SecretBytes> byNumber() {
    SortedMap<Integer, SecretBytes> copies = new TreeMap<>();
    for (Share share : shares) {
      SecretBytes twice = copies.put(share.id(), share.value().copy());
      if (twice != null) {
        twice.close();
      }
    }
    return copies;
  }

  @Override
  public void close() {
    shares.forEach(Share::close);
  }

  private void addFile(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      add(in.readNBytes(ShardFile.MAX_SIZE_BYTES));
    } catch (IOException e) {
      throw new CommandFailure("Error: Invalid shard format.",
          "the file " + file + " cannot be read");
    }
  }

  private void addTyped(Terminal terminal) {
    terminal.say("type one shard after the other, and nothing after the last; they are not shown");
    for (int i = 0; i < SpikeKeySearch.MAX_SHARES; i++) {
      byte[] typed = terminal.readHidden("Enter recovery shard: ");
      if (typed.length == 0) {
        return;
      }
      add(typed);
    }
  }

  private void addLines(Terminal terminal) throws IOException {
    byte[] text = terminal.readInput(MAX_INPUT_BYTES);
    try {
      int start = 0;
      for (int i = 0; i <= text.length; i++) {
        if (i == text.length || text[i] == '\n') {
          if (i - start > 1) {
            add(Arrays.copyOfRange(text, start, i));
          }
          start = i + 1;
        }
      }
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /** Takes one shard, and zeroes its text. */
  private void add(byte[] text) {
    try (ShardFile.Parsed parsed = ShardFile.parse(text)) {
      shares.add(new Share(parsed.id(), parsed.value().copy()));
    } catch (ShareException e) {
      throw new CommandFailure("Error: Invalid shard format.", String.valueOf(e.getMessage()));
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }
}
