// SPDX-License-Identifier: Apache-2.0
package ist.spike.system;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the root key, the wrapping key and the shares of a system look like wherever they must not be. */
record KeyNeedles(Map<String, byte[]> needles) {

  private static final int SHARES = 3;
  /** Enough to know it again, also when the rest was overwritten. */
  private static final int NEEDLE_BYTES = 16;

  /** Of a system of {@code spike dev}, which leaves the recovery shares in this directory. */
  static KeyNeedles of(Path recovery) throws IOException {
    KeyNeedles found = new KeyNeedles(new LinkedHashMap<>());
    List<Share> shares = new ArrayList<>();
    for (int id = 1; id <= SHARES; id++) {
      String text = Files.readString(recovery.resolve("spike.recovery." + id + ".txt"));
      byte[] share = HexFormat.of().parseHex(text.substring(text.lastIndexOf(':') + 1).strip());
      found.plant("share " + id, share);
      shares.add(new Share(id, SecretBytes.takeOwnership(share)));
    }
    try (RootKey key = RootKey.of(Shamir.combine(shares.subList(0, 2)));
        SecretBytes wrapping = key.derive("wrapping", RootKey.SIZE_BYTES)) {
      key.bytes().lendTo(bytes -> found.plant("root key", bytes));
      wrapping.lendTo(bytes -> found.plant("wrapping key", bytes));
    }
    return found;
  }

  /** The three forms that a secret takes: itself, hexadecimal text, and the numbers of Go's JSON. */
  private void plant(String name, byte[] secret) {
    byte[] start = Arrays.copyOf(secret, NEEDLE_BYTES);
    needles.put(name + " raw", start);
    needles.put(name + " hex", HexFormat.of().formatHex(start).getBytes(US_ASCII));
    needles.put(name + " json", IntStream.range(0, start.length)
        .mapToObj(i -> Integer.toString(Byte.toUnsignedInt(start[i])))
        .collect(Collectors.joining(",")).getBytes(US_ASCII));
  }

  /**
   * All but a share's JSON: SPIKE's wire takes it through buffers of TLS and HTTP that are not ours,
   * and stay as they are until something else gets their memory (README, security model).
   */
  KeyNeedles offTheWire() {
    Map<String, byte[]> others = new LinkedHashMap<>(needles);
    others.keySet().removeIf(name -> name.startsWith("share") && name.endsWith("json"));
    return new KeyNeedles(others);
  }

  /** How often each is in the files below a directory, but for files that go meanwhile; those that are not are left out. */
  Map<String, Integer> in(Path directory) throws IOException {
    Map<String, Integer> found = new LinkedHashMap<>();
    for (Path file : files(directory)) {
      try {
        in(Files.readAllBytes(file)).forEach((name, hits) -> found.merge(name, hits, Integer::sum));
      } catch (NoSuchFileException e) {
        // It was there a moment ago, and is no file to look into any more.
      }
    }
    return found;
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList();
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof NoSuchFileException) {
        return List.of();
      }
      throw e;
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** How often each is there. */
  Map<String, Integer> in(byte[] content) {
    Map<String, Integer> found = new LinkedHashMap<>();
    needles.forEach((name, needle) -> {
      int hits = ProcessImage.count(content, content.length, content.length, needle);
      if (hits > 0) {
        found.put(name, hits);
      }
    });
    return found;
  }
}
