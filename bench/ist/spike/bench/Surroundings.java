// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Where and when it was measured, of which sources.
 *
 * @param machine processors and memory
 * @param software kernel and Java
 * @param load how busy the machine was in the minute before
 * @param commit of the sources; {@code +} at the end when they were changed since
 */
record Surroundings(Instant begun, String machine, String software, String load,
    String commit) {

  static Surroundings now() throws IOException, InterruptedException {
    String processor = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name")).findFirst().orElse("unknown: unknown");
    String memory = Files.readAllLines(Path.of("/proc/meminfo")).getFirst();
    return new Surroundings(Instant.now().truncatedTo(ChronoUnit.SECONDS),
        "%d processors (%s), %s kB of memory".formatted(
            Runtime.getRuntime().availableProcessors(), after(processor), after(memory)
                .replaceAll("\\D", "")),
        "Linux %s, Java %s".formatted(System.getProperty("os.version"),
            System.getProperty("java.vm.version")),
        Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0],
        git("rev-parse", "--short=12", "HEAD")
            + (git("status", "--porcelain", "-uno").isEmpty() ? "" : "+"));
  }

  private static String after(String line) {
    return line.substring(line.indexOf(':') + 1).strip();
  }

  /** Empty where there is no git or no repository. */
  private static String git(String... arguments) throws InterruptedException {
    try {
      List<String> command = new ArrayList<>(List.of("git"));
      command.addAll(List.of(arguments));
      Process git = new ProcessBuilder(command).start();
      String said = new String(git.getInputStream().readAllBytes(), UTF_8).strip();
      git.waitFor();
      return said;
    } catch (IOException e) {
      return "";
    }
  }
}
