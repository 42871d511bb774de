// SPDX-License-Identifier: Apache-2.0
package ist.spike.system;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All memory of a running process that a core file of it would have: every mapping that can be read, but those that the
 * process keeps out of core files. Needs the right to trace that process.
 */
final class ProcessImage {
  private static final int CHUNK_BYTES = 1 << 20;

  private final long pid;

  ProcessImage(long pid) {
    this.pid = pid;
  }

  /** How often each needle is there; those that are not, are left out. */
  Map<String, Integer> find(Map<String, byte[]> needles) throws IOException {
    Map<String, Integer> found = new LinkedHashMap<>();
    try (RandomAccessFile memory = new RandomAccessFile("/proc/" + pid + "/mem", "r")) {
      for (Mapping mapping : mappings()) {
        search(memory, mapping, needles, found);
      }
    }
    return found;
  }

  private record Mapping(long from, long to, String name) {

    /** Says whose stack it is. */
    Mapping withOwner(Map<Long, String> stacks) {
      return stacks.entrySet().stream()
          .filter(stack -> stack.getKey() >= from && stack.getKey() < to).findFirst()
          .map(stack -> new Mapping(from, to, name + ", stack of " + stack.getValue()))
          .orElse(this);
    }
  }

  private static void search(RandomAccessFile memory, Mapping mapping,
      Map<String, byte[]> needles, Map<String, Integer> found) throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    int longest = needles.values().stream().mapToInt(needle -> needle.length).max().orElseThrow();
    for (long at = mapping.from; at < mapping.to; at += CHUNK_BYTES - longest) {
      memory.seek(at);
      int size;
      try {
        size = memory.read(chunk, 0, (int) Math.min(CHUNK_BYTES, mapping.to - at));
      } catch (IOException e) {
        // Unmapped meanwhile, or a device: neither would be in a core file.
        return;
      }
      boolean last = at + size >= mapping.to;
      for (Map.Entry<String, byte[]> needle : needles.entrySet()) {
        int hits = count(chunk, last ? size : size - longest, size, needle.getValue());
        if (hits > 0) {
          found.merge(needle.getKey() + " in " + mapping.name, hits, Integer::sum);
        }
      }
      if (last) {
        return;
      }
    }
  }

  /** How many matches begin before {@code starts}. */
  static int count(byte[] chunk, int starts, int size, byte[] needle) {
    int hits = 0;
    for (int i = 0; i < starts && i + needle.length <= size; i++) {
      if (chunk[i] == needle[0]
          && Arrays.equals(chunk, i, i + needle.length, needle, 0, needle.length)) {
        hits++;
      }
    }
    return hits;
  }

  private List<Mapping> mappings() throws IOException {
    Map<Long, String> stacks = stackPointers();
    List<Mapping> found = new ArrayList<>();
    Mapping mapping = new Mapping(0, 0, "");
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps"),
        StandardCharsets.UTF_8)) {
      String[] words = line.split("\\s+", 6);
      if (words[0].matches("[0-9a-f]+-[0-9a-f]+")) {
        int dash = words[0].indexOf('-');
        mapping = new Mapping(Long.parseUnsignedLong(words[0].substring(0, dash), 16),
            Long.parseUnsignedLong(words[0].substring(dash + 1), 16),
            words[1] + " " + (words.length > 5 ? words[5] : "anonymous") + " "
                + words[0]);
        if (!words[1].startsWith("r")) {
          mapping = new Mapping(0, 0, "");
        }
      } else if (words[0].equals("VmFlags:") && !line.contains(" dd") && mapping.to != 0) {
        found.add(mapping.withOwner(stacks));
      }
    }
    return found;
  }

  /** Where each thread that waits in the kernel has the end of its stack, and its name. */
  private Map<Long, String> stackPointers() throws IOException {
    Map<Long, String> pointers = new HashMap<>();
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads) {
        addStackPointer(thread, pointers);
      }
    }
    return pointers;
  }

  private static void addStackPointer(Path thread, Map<Long, String> pointers) {
    try {
      // Ends with the stack pointer and the next instruction; "running" has neither.
      String[] words = Files.readString(thread.resolve("syscall")).strip().split(" ", -1);
      if (words.length > 2) {
        pointers.put(Long.decode(words[words.length - 2]),
            Files.readString(thread.resolve("comm")).strip());
      }
    } catch (IOException e) {
      // The thread has ended, and its files with it; the others are named all the same.
    }
  }
}
