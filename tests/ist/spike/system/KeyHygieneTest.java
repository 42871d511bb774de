// SPDX-License-Identifier: Apache-2.0
package ist.spike.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Looks for the root key, the wrapping key and the shares wherever they must not be, after a
 * bootstrap, a recovery from Keepers, a refill and an export of recovery shares. Reads the memory of
 * other processes, for which it must be root.
 */
@Tag("system")
class KeyHygieneTest {
  private static final Duration BOUND = Duration.ofSeconds(90);
  private static final int TOOL_SECONDS = 60;
  private static final List<String> PROGRAMS =
      List.of("nexus", "keeper-1", "keeper-2", "keeper-3");

  @TempDir
  static @Nullable Path temp;
  private static @Nullable DevMachine shared;
  private static @Nullable KeyNeedles learnt;

  @BeforeAll
  static void start() throws Exception {
    shared = DevMachine.started(requireNonNull(temp));
    machine().pilot("superuser", "secret", "put", "a/b", "c=d");
    machine().kill("nexus");
    machine().kill("keeper-1");
    assertThat(machine().dev("start", "nexus").exitCode()).isZero();
    assertThat(machine().dev("start", "keeper-1").exitCode()).isZero();
    assertThat(machine().pilot("recover", "operator", "recover").exitCode()).isZero();
    // No share travels any more when Nexus has looked at all of them.
    await().atMost(BOUND).ignoreExceptions().until(machine()::isWell);
    learnt = KeyNeedles.of(machine().data().resolve("recovery"));
  }

  @AfterAll
  static void stop() throws Exception {
    machine().dev("stop");
  }

  /** Proves that the search finds what is there: the files of spike dev do hold shares. */
  @Test
  void search_recoveryFiles_findsEveryShare() throws Exception {
    Map<String, Integer> found = needles().in(machine().data().resolve("recovery"));
    assertThat(found).containsOnlyKeys("share 1 hex", "share 2 hex", "share 3 hex");
  }

  @Test
  void heapDump_ofEveryProgram_holdsNoKeyAndNoShare() throws Exception {
    for (String program : PROGRAMS) {
      Path dump = requireNonNull(temp).resolve(program + ".hprof");
      jcmd(program, "GC.heap_dump", dump.toString());
      assertThat(needles().in(Files.readAllBytes(dump))).as(program).isEmpty();
      Files.delete(dump);
    }
  }

  /** All that a core file would hold, garbage included. */
  @Test
  void memory_ofEveryProgram_holdsNoKeyAndNoShareButOnTheWire() throws Exception {
    for (String program : PROGRAMS) {
      assertThat(new ProcessImage(machine().pid(program)).find(needles().offTheWire().needles()))
          .as(program)
          .isEmpty();
    }
  }

  @Test
  void threadDumpsLogsAndFiles_holdNoKeyAndNoShare() throws Exception {
    for (String program : PROGRAMS) {
      assertThat(needles().in(jcmd(program, "Thread.print", "-l"))).as(program).isEmpty();
    }
    for (String directory : List.of("log", "run", "conf", "data", "backups")) {
      Path path = machine().data().resolve(directory);
      if (Files.exists(path)) {
        assertThat(needles().in(path)).as(directory).isEmpty();
      }
    }
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      List<Path> ours = files.filter(Files::isRegularFile)
          .filter(
              file -> file.getFileName().toString().matches("(?i).*(spike|vertx|camel|netty).*"))
          .toList();
      for (Path file : ours) {
        assertThat(needles().in(content(file))).as(file.toString()).isEmpty();
      }
    }
  }

  /** Nothing where it is gone: others' libraries lie in this directory for a moment. */
  private static byte[] content(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return new byte[0];
    }
  }

  private static byte[] jcmd(String program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
        Long.toString(machine().pid(program))));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    byte[] output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor(TOOL_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(new String(output, ISO_8859_1)).isZero();
    return output;
  }

  private static KeyNeedles needles() {
    return requireNonNull(learnt);
  }

  private static DevMachine machine() {
    return requireNonNull(shared);
  }
}
