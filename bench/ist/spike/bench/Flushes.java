// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts the calls of fsync and fdatasync of a process with strace, which slows it down. */
final class Flushes {

  private static final Pattern CALL = Pattern.compile("^(\\d+) +([0-9.]+) f(?:data)?sync\\(");
  private static final int ATTACH_SECONDS = 2;

  private final Process strace;
  private final Path trace;
  private final long pid;

  private Flushes(Process strace, Path trace, long pid) {
    this.strace = strace;
    this.trace = trace;
    this.pid = pid;
  }

  /** Empty where there is no strace, or no right to use it. */
  static Optional<Flushes> start(long pid, Path directory)
      throws IOException, InterruptedException {
    Path trace = directory.resolve("strace.log");
    try {
      Process strace = new ProcessBuilder("strace", "-f", "-q", "-ttt", "-e",
          "trace=fsync,fdatasync", "-o", trace.toString(), "-p", "" + pid)
          .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      return strace.waitFor(ATTACH_SECONDS, TimeUnit.SECONDS)
          ? Optional.empty()
          : Optional.of(new Flushes(strace, trace, pid));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Lets go of the process. */
  void stop() throws InterruptedException {
    strace.destroy();
    strace.waitFor();
  }

  /** How many there were while that was counted, by the threads of this name; empty for all. */
  long of(Load.Seen seen, String thread) throws IOException {
    Map<String, String> names = new HashMap<>();
    long count = 0;
    for (String line : Files.readAllLines(trace)) {
      Matcher call = CALL.matcher(line);
      if (call.find()) {
        double at = Double.parseDouble(call.group(2));
        String name = names.computeIfAbsent(call.group(1), this::name);
        if (at >= seen.begun() && at <= seen.begun() + seen.seconds()
            && (thread.isEmpty() || name.equals(thread))) {
          count++;
        }
      }
    }
    return count;
  }

  private String name(String thread) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/task/" + thread + "/comm")).strip();
    } catch (IOException e) {
      return "gone";
    }
  }
}
