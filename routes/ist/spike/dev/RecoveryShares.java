// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import ist.spike.crypto.SecretBytes;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The recovery shares of a development system, one file each, in the form that {@code spike operator
 * recover} writes: {@code spike:NUMBER:64 hexadecimal digits} (wire spec 10.7). Production gives
 * each of them to another person; here they lie together so that the next start can use them.
 */
final class RecoveryShares {
  private static final int SHARE_BYTES = 32;
  private static final int MAX_FILE_BYTES = 128;
  private static final Pattern HEAD = Pattern.compile("[^:]*:([1-9][0-9]{0,2})");
  private static final String PREFIX = "spike.recovery.";

  private final Path directory;

  RecoveryShares(Path directory) {
    this.directory = directory;
  }

  /** Whether an earlier run was ever ready: the shares come into place all at once. */
  boolean exist() throws IOException {
    return !files().isEmpty();
  }

  /** Reads all shares; the caller closes them. */
  SortedMap<Integer, SecretBytes> read() throws IOException {
    SortedMap<Integer, SecretBytes> shares = new TreeMap<>();
    for (Path file : files()) {
      byte[] text = Files.size(file) > MAX_FILE_BYTES ? new byte[0] : Files.readAllBytes(file);
      try {
        parse(text, file, shares);
      } finally {
        Arrays.fill(text, (byte) 0);
      }
    }
    return shares;
  }

  /** Puts the shares into the empty directory: all of them or none, whatever happens meanwhile. */
  void write(SortedMap<Integer, SecretBytes> shares) throws IOException {
    Path fresh = directory.resolveSibling(directory.getFileName() + ".new");
    PrivateFiles.makeDirectory(fresh);
    for (Path old : filesOf(fresh)) {
      Files.delete(old);
    }
    for (Map.Entry<Integer, SecretBytes> share : shares.entrySet()) {
      byte[] text = share.getValue().lend(bytes -> text(share.getKey(), bytes));
      try {
        PrivateFiles.write(fresh.resolve(PREFIX + share.getKey() + ".txt"), text);
      } finally {
        Arrays.fill(text, (byte) 0);
      }
    }
    Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
  }

  private List<Path> files() throws IOException {
    return Files.isDirectory(directory) ? filesOf(directory) : List.of();
  }

  private static List<Path> filesOf(Path directory) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      files.filter(file -> file.getFileName().toString().startsWith(PREFIX)).sorted()
          .forEach(found::add);
    }
    return found;
  }

  /** The line of one share, made without a String, which could not be erased. */
  private static byte[] text(int number, byte[] share) {
    byte[] head = ("spike:" + number + ":").getBytes(StandardCharsets.US_ASCII);
    byte[] text = Arrays.copyOf(head, head.length + 2 * share.length);
    for (int i = 0; i < share.length; i++) {
      text[head.length + 2 * i] = (byte) Character.forDigit((share[i] >> 4) & 0xf, 16);
      text[head.length + 2 * i + 1] = (byte) Character.forDigit(share[i] & 0xf, 16);
    }
    return text;
  }

  private static void parse(byte[] text, Path file, SortedMap<Integer, SecretBytes> into) {
    int colon = colonBeforeShare(text);
    Matcher head =
        HEAD.matcher(new String(text, 0, Math.max(0, colon), StandardCharsets.US_ASCII));
    byte[] share = new byte[SHARE_BYTES];
    boolean valid = head.matches() && text.length - colon - 1 >= 2 * SHARE_BYTES;
    for (int i = 0; valid && i < SHARE_BYTES; i++) {
      int high = Character.digit(text[colon + 1 + 2 * i], 16);
      int low = Character.digit(text[colon + 2 + 2 * i], 16);
      valid = high >= 0 && low >= 0;
      share[i] = (byte) (high << 4 | low);
    }
    if (!valid) {
      Arrays.fill(share, (byte) 0);
      throw new SpikeException(ErrorCode.DAMAGED, "not a recovery share: " + file);
    }
    into.put(Integer.parseInt(head.group(1)), SecretBytes.takeOwnership(share));
  }

  private static int colonBeforeShare(byte[] text) {
    int last = text.length - 1;
    while (last >= 0 && text[last] != ':') {
      last--;
    }
    return last;
  }
}
