// SPDX-License-Identifier: Apache-2.0
package ist.spike.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import ist.spike.crypto.Fields;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds shares that nobody knows but by their public check values (ops/format/keys.md): whether any 32 bytes, the
 * digits of 64, or the numbers of Go's JSON are one.
 */
final class ShareSearch {

  private static final Pattern HEX =
      Pattern.compile("(?=([0-9a-f]{" + 2 * Share.SIZE_BYTES + "}))");
  private static final Pattern JSON =
      Pattern.compile("(?:\\d{1,3},){" + (Share.SIZE_BYTES - 1) + "}\\d{1,3}");
  /** Less than that is no share, but once in a million: most of a file is not looked at any closer. */
  private static final int LEAST_DIFFERENT = 15;

  private final ShareSet set;
  private final List<byte[]> beginnings = new ArrayList<>();
  private final MessageDigest digest;

  ShareSearch(ShareSet set) throws Exception {
    this.set = set;
    this.digest = MessageDigest.getInstance("SHA-256");
    for (int id = 1; id <= set.shares(); id++) {
      byte[] fields = Fields.of("spike-camel/1/share-check").bytes(set.keyId().toBytes())
          .bytes(set.id().toBytes()).number(id).toBytes();
      beginnings.add(ByteBuffer.allocate(fields.length + Integer.BYTES).put(fields)
          .putInt(Share.SIZE_BYTES).array());
    }
  }

  /** The files below a directory that have a share in them. */
  List<Path> in(Path directory) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (isIn(Files.readAllBytes(file))) {
          found.add(file);
        }
      }
    }
    return found;
  }

  boolean isIn(byte[] content) {
    for (int at = 0; at + Share.SIZE_BYTES <= content.length; at++) {
      if (isMixed(content, at) && isShare(content, at)) {
        return true;
      }
    }
    String text = new String(content, ISO_8859_1);
    Matcher hex = HEX.matcher(text);
    while (hex.find()) {
      if (isShare(HexFormat.of().parseHex(hex.group(1)), 0)) {
        return true;
      }
    }
    Matcher json = JSON.matcher(text);
    while (json.find()) {
      byte[] bytes = new byte[Share.SIZE_BYTES];
      String[] numbers = json.group().split(",", -1);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) Integer.parseInt(numbers[i]);
      }
      if (isShare(bytes, 0)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isMixed(byte[] content, int at) {
    long seen = 0;
    // Six bits of each byte; of random bytes 25 of 64 values are seen.
    for (int i = at; i < at + Share.SIZE_BYTES; i++) {
      seen |= 1L << (content[i] & 63);
    }
    return Long.bitCount(seen) >= LEAST_DIFFERENT;
  }

  private boolean isShare(byte[] content, int at) {
    for (int i = 0; i < beginnings.size(); i++) {
      digest.update(beginnings.get(i));
      digest.update(content, at, Share.SIZE_BYTES);
      byte[] check = set.checks().get(i).toBytes();
      if (Arrays.equals(digest.digest(), 0, check.length, check, 0, check.length)) {
        return true;
      }
    }
    return false;
  }
}
