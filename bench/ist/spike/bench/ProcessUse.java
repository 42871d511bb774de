// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the kernel says about a process. */
final class ProcessUse {

  /** Linux counts in these for programs, whatever it counts in itself. */
  private static final double TICKS_PER_SECOND = 100;
  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;
  private static final double KILOBYTES_PER_MEGABYTE = 1_000 / 1.024;

  private ProcessUse() {}

  /** Processor time in user and system mode so far. */
  static double cpuSeconds(long pid) throws IOException {
    String stat = Files.readString(file(pid, "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]))
        / TICKS_PER_SECOND;
  }

  /** Resident memory now, in MB of 10^6 bytes. */
  static Figure memory(long pid) throws IOException {
    for (String line : Files.readAllLines(file(pid, "status"))) {
      if (line.startsWith("VmRSS:")) {
        return new Figure(Long.parseLong(line.replaceAll("\\D", "")) / KILOBYTES_PER_MEGABYTE,
            "MB");
      }
    }
    throw new IOException("process " + pid + " has no memory of its own");
  }

  /** The command and its arguments. */
  static List<String> command(long pid) throws IOException {
    return List.of(Files.readString(file(pid, "cmdline")).split("\0"));
  }

  /** The variables it was started with, each as NAME=VALUE. */
  static List<String> environment(long pid) throws IOException {
    return List.of(Files.readString(file(pid, "environ")).split("\0"));
  }

  private static Path file(long pid, String name) {
    return Path.of("/proc/" + pid + "/" + name);
  }
}
