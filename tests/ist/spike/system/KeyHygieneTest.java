// SPDX-License-Identifier: Apache-2.0
package ist.spike.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.system.SpikeCommand.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
  private static final int SHARES = 3;
  /** Enough to know it again, also when the rest was overwritten. */
  private static final int NEEDLE_BYTES = 16;
  private static final List<String> PROGRAMS =
      List.of("nexus", "keeper-1", "keeper-2", "keeper-3");

  @TempDir
  static @Nullable Path temp;
  private static @Nullable DevMachine shared;
  private static final Map<String, byte[]> NEEDLES = new LinkedHashMap<>();

  @BeforeAll
  static void start() throws Exception {
    shared = new DevMachine(requireNonNull(temp));
    Outcome started = machine().dev("--detach");
    assertThat(started.exitCode()).as(started.out() + started.err()).isZero();
    machine().pilot("superuser", "secret", "put", "a/b", "c=d");
    machine().kill("nexus");
    machine().kill("keeper-1");
    assertThat(machine().dev("start", "nexus").exitCode()).isZero();
    assertThat(machine().dev("start", "keeper-1").exitCode()).isZero();
    assertThat(machine().pilot("recover", "operator", "recover").exitCode()).isZero();
    await().atMost(BOUND).until(() -> machine().isFilled(1));
    learnKeys();
  }

  @AfterAll
  static void stop() throws Exception {
    machine().dev("stop");
  }

  /** Proves that the search finds what is there: the files of spike dev do hold shares. */
  @Test
  void search_recoveryFiles_findsEveryShare() throws Exception {
    Map<String, Integer> found = searchFiles(machine().data().resolve("recovery"));
    assertThat(found).containsOnlyKeys("share 1 hex", "share 2 hex", "share 3 hex");
  }

  @Test
  void heapDump_ofEveryProgram_holdsNoKeyAndNoShare() throws Exception {
    for (String program : PROGRAMS) {
      Path dump = requireNonNull(temp).resolve(program + ".hprof");
      jcmd(program, "GC.heap_dump", dump.toString());
      assertThat(search(Files.readAllBytes(dump))).as(program).isEmpty();
      Files.delete(dump);
    }
  }

  /** All that a core file would hold, garbage included. */
  @Test
  void memory_ofEveryProgram_holdsNoKeyAndNoShareButOnTheWire() throws Exception {
    for (String program : PROGRAMS) {
      assertThat(new ProcessImage(machine().pid(program)).find(offTheWire())).as(program)
          .isEmpty();
    }
  }

  @Test
  void threadDumpsLogsAndFiles_holdNoKeyAndNoShare() throws Exception {
    for (String program : PROGRAMS) {
      assertThat(search(jcmd(program, "Thread.print", "-l"))).as(program).isEmpty();
    }
    for (String directory : List.of("log", "run", "conf", "data", "backups")) {
      Path path = machine().data().resolve(directory);
      if (Files.exists(path)) {
        assertThat(searchFiles(path)).as(directory).isEmpty();
      }
    }
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      List<Path> ours = files.filter(Files::isRegularFile)
          .filter(
              file -> file.getFileName().toString().matches("(?i).*(spike|vertx|camel|netty).*"))
          .toList();
      for (Path file : ours) {
        assertThat(search(Files.readAllBytes(file))).as(file.toString()).isEmpty();
      }
    }
  }

  private static void learnKeys() throws IOException {
    List<Share> shares = new ArrayList<>();
    for (int id = 1; id <= SHARES; id++) {
      String text = Files
          .readString(machine().data().resolve("recovery/spike.recovery." + id + ".txt"));
      byte[] share = HexFormat.of().parseHex(text.substring(text.lastIndexOf(':') + 1).strip());
      plant("share " + id, share);
      shares.add(new Share(id, SecretBytes.takeOwnership(share)));
    }
    try (RootKey key = RootKey.of(Shamir.combine(shares.subList(0, 2)));
        SecretBytes wrapping = key.derive("wrapping", RootKey.SIZE_BYTES)) {
      key.bytes().lendTo(bytes -> plant("root key", bytes));
      wrapping.lendTo(bytes -> plant("wrapping key", bytes));
    }
  }

  /** The three forms that a secret takes: itself, hexadecimal text, and the numbers of Go's JSON. */
  private static void plant(String name, byte[] secret) {
    byte[] start = Arrays.copyOf(secret, NEEDLE_BYTES);
    NEEDLES.put(name + " raw", start);
    NEEDLES.put(name + " hex", HexFormat.of().formatHex(start).getBytes(US_ASCII));
    NEEDLES.put(name + " json", IntStream.range(0, start.length)
        .mapToObj(i -> Integer.toString(Byte.toUnsignedInt(start[i])))
        .collect(Collectors.joining(",")).getBytes(US_ASCII));
  }

  /**
   * All but a share's JSON: SPIKE's wire takes it through buffers of TLS and HTTP that are not ours,
   * and stay as they are until something else gets their memory (README, security model).
   */
  private static Map<String, byte[]> offTheWire() {
    Map<String, byte[]> needles = new LinkedHashMap<>(NEEDLES);
    needles.keySet().removeIf(name -> name.startsWith("share") && name.endsWith("json"));
    return needles;
  }

  private static Map<String, Integer> searchFiles(Path directory) throws IOException {
    Map<String, Integer> found = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        search(Files.readAllBytes(file))
            .forEach((key, hits) -> found.merge(key, hits, Integer::sum));
      }
    }
    return found;
  }

  private static Map<String, Integer> search(byte[] content) {
    return search(content, NEEDLES);
  }

  private static Map<String, Integer> search(byte[] content, Map<String, byte[]> needles) {
    Map<String, Integer> found = new LinkedHashMap<>();
    needles.forEach((name, needle) -> {
      int hits = ProcessImage.count(content, content.length, content.length, needle);
      if (hits > 0) {
        found.put(name, hits);
      }
    });
    return found;
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

  private static DevMachine machine() {
    return requireNonNull(shared);
  }
}
