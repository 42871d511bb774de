// SPDX-License-Identifier: Apache-2.0
package ist.spike.fakes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What a process did to its files, as {@code disklog.c} wrote it down, and the files it may leave. */
public final class DiskLog {

  /** Disks keep sectors whole and nothing larger. */
  private static final int SECTOR_BYTES = 512;
  private static final int COMPILE_LIMIT_SECONDS = 60;

  /** One record: what was done, to which file, where, with what. */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  public record Step(char kind, String name, long offset, byte[] data) {}

  /** What becomes of writes that were not flushed before the power went. */
  public enum Unflushed {
    /** All reach the disk. */
    KEPT,
    /** None does. */
    LOST,
    /** Some sectors of some writes do. */
    TORN,
    /** Of each file the first ones do, as where its size grows behind what was written to it. */
    PREFIX
  }

  /** A file as the disk has it for certain, and what was done since. */
  private static final class FileState {
    boolean exists;
    byte[] flushed = new byte[0];
    final List<Step> pending = new ArrayList<>();
  }

  private DiskLog() {}

  /** Compiles the library that is preloaded. */
  public static Path compile(Path directory) throws IOException, InterruptedException {
    Path library = directory.resolve("disklog.so");
    Process compiler = new ProcessBuilder("cc", "-shared", "-fPIC", "-O2", "-o",
        library.toString(), "tests/ist/spike/fakes/disklog.c", "-ldl", "-lpthread")
        .inheritIO().start();
    if (!compiler.waitFor(COMPILE_LIMIT_SECONDS, TimeUnit.SECONDS) || compiler.exitValue() != 0) {
      throw new AssertionError("cc did not compile disklog.c");
    }
    return library;
  }

  /** What was written down, in its order. */
  public static List<Step> read(Path log) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(log)).order(ByteOrder.nativeOrder());
    List<Step> steps = new ArrayList<>();
    while (bytes.hasRemaining()) {
      char kind = (char) bytes.get();
      byte[] name = new byte[bytes.getInt()];
      bytes.get(name);
      long offset = bytes.getLong();
      byte[] data = new byte[bytes.getInt()];
      bytes.get(data);
      steps.add(new Step(kind, new String(name, UTF_8), offset, data));
    }
    return steps;
  }

  /** The files as a power cut after these steps may leave them. */
  public static Map<String, byte[]> after(List<Step> steps, Unflushed fate, Random random) {
    Map<String, FileState> files = new TreeMap<>();
    for (Step step : steps) {
      FileState file = files.computeIfAbsent(step.name(), name -> new FileState());
      switch (step.kind()) {
        case 'O' -> {
          // A name is on the disk for certain with its directory or its file, whichever is flushed.
          file.exists = false;
          file.flushed = new byte[0];
          file.pending.clear();
          file.pending.add(step);
        }
        case 'S' -> flush(file);
        case 'F' -> {
          // The kernel calls what it could not write clean, so no later flush writes it.
          if (fate != Unflushed.KEPT) {
            file.pending.removeIf(pending -> pending.kind() == 'W');
          }
        }
        case 'D' -> files.values().forEach(DiskLog::flushName);
        default -> file.pending.add(step);
      }
    }
    Map<String, byte[]> left = new TreeMap<>();
    files.forEach((name, file) -> left(file, fate, random)
        .ifPresent(content -> left.put(name, content)));
    left.remove(".");
    return left;
  }

  private static void flush(FileState file) {
    Optional<byte[]> now = left(file, Unflushed.KEPT, new Random(0));
    file.exists = now.isPresent();
    file.flushed = now.orElseGet(() -> new byte[0]);
    file.pending.clear();
  }

  private static void flushName(FileState file) {
    for (Step step : file.pending) {
      if (step.kind() == 'O' || step.kind() == 'U') {
        file.exists = step.kind() == 'O';
      }
    }
    file.pending.removeIf(step -> step.kind() == 'O' || step.kind() == 'U');
  }

  private static Optional<byte[]> left(FileState file, Unflushed fate, Random random) {
    boolean exists = file.exists;
    byte[] content = file.flushed;
    if (fate != Unflushed.LOST) {
      int first = random.nextInt(file.pending.size() + 1);
      for (int at = 0; at < file.pending.size(); at++) {
        Step step = file.pending.get(at);
        boolean happens = switch (fate) {
          case KEPT -> true;
          case PREFIX -> at < first;
          default -> random.nextBoolean();
        };
        switch (step.kind()) {
          case 'O' -> exists |= happens;
          case 'U' -> exists &= !happens;
          case 'T' -> content = happens
              ? Arrays.copyOf(content, Math.toIntExact(step.offset()))
              : content;
          default -> content = fate == Unflushed.TORN
              ? torn(content, step, random)
              : happens ? written(content, step) : content;
        }
      }
    }
    return exists ? Optional.of(content) : Optional.empty();
  }

  private static byte[] written(byte[] before, Step step) {
    return written(before, step, 0, step.data().length);
  }

  private static byte[] torn(byte[] before, Step step, Random random) {
    byte[] content = before;
    for (int at = 0; at < step.data().length; at += SECTOR_BYTES) {
      if (random.nextBoolean()) {
        content = written(content, step, at, Math.min(SECTOR_BYTES, step.data().length - at));
      }
    }
    return content;
  }

  private static byte[] written(byte[] before, Step step, int at, int length) {
    int start = Math.toIntExact(step.offset()) + at;
    byte[] content = Arrays.copyOf(before, Math.max(before.length, start + length));
    System.arraycopy(step.data(), at, content, start, length);
    return content;
  }
}
