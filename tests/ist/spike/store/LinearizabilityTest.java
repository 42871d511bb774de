// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static ist.spike.store.StoreFixture.result;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.store.Linearizability.Kind;
import ist.spike.store.Linearizability.Operation;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What sixteen clients see of one secret at a time could have been seen one after the other. */
final class LinearizabilityTest {

  private static final InstantSource CLOCK = InstantSource.system();
  private static final int CLIENTS = 16;
  private static final int OPERATIONS = Integer.getInteger("linear.operations", 60);
  private static final int PATHS = 4;
  private static final int KEEP_ALL = 10_000;

  @TempDir
  Path directory;

  /** Each operation: kind, argument, result, begin, end. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      true  | PUT a 1 0 9; GET - 1:a 10 11
      true  | PUT a 1 0 9; GET - none 1 8; GET - 1:a 2 7
      true  | PUT a 2 0 9; PUT b 1 0 9; GET - 2:a 10 11
      true  | PUT_IF_CURRENT 0:a 1 0 9; PUT_IF_CURRENT 0:b conflict 0 9
      true  | DELETE_CURRENT - none 0 1; PUT a 1 2 3; DELETE_CURRENT - ok 4 5; GET - none 6 7
      true  | PUT a 1 0 1; PUT b 2 2 3; DELETE_CURRENT - ok 4 5; GET - 1:a 6 7; PUT c 3 8 9
      false | PUT a 1 0 1; GET - none 2 3
      false | PUT a 1 0 9; GET - 1:a 1 2; GET - none 3 4
      false | PUT a 1 0 9; PUT b 1 0 9
      false | PUT a 1 0 1; PUT b 3 2 3
      false | PUT a 1 0 1; PUT b 2 2 3; GET - 1:a 4 5
      false | PUT_IF_CURRENT 0:a 1 0 9; PUT_IF_CURRENT 0:b 2 0 9
      false | PUT a 1 0 1; PUT_IF_CURRENT 1:b conflict 2 3
      false | PUT a 1 0 1; PUT b 2 2 3; DELETE_CURRENT - ok 4 5; PUT c 2 6 7
      """)
  void holds_knownHistories_areJudgedRight(boolean expected, String history) {
    List<Operation> operations = Arrays.stream(history.split("; ", -1)).map(text -> {
      String[] part = text.split(" ", -1);
      return new Operation(Kind.valueOf(part[0]), part[1], part[2], Long.parseLong(part[3]),
          Long.parseLong(part[4]));
    }).toList();
    assertThat(Linearizability.holds(operations)).isEqualTo(expected);
  }

  @Test
  void sqlite_sixteenClients_isLinearizable() throws Exception {
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
      assertLinearizable(fixture.store);
      assertThat(fixture.store.check(CheckProgress.NONE).problems()).isEmpty();
    }
  }

  @Test
  void memory_sixteenClients_isLinearizable() throws Exception {
    try (MemoryStore store = new MemoryStore(CLOCK)) {
      assertLinearizable(store);
    }
  }

  private static void assertLinearizable(SecretStore store) throws Exception {
    // When
    Map<String, List<Operation>> histories = new TreeMap<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<Map<String, List<Operation>>>> seen = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        int number = client;
        seen.add(clients.submit(() -> work(store, number)));
      }
      for (Future<Map<String, List<Operation>>> each : seen) {
        each.get().forEach((path, operations) -> histories
            .computeIfAbsent(path, key -> new ArrayList<>()).addAll(operations));
      }
    }

    // Then
    assertThat(histories).hasSize(PATHS);
    histories.forEach((path, history) -> {
      assertThat(Linearizability.holds(history)).as(path).isTrue();
      assertThat(history).extracting(Operation::result).contains("conflict", "ok");
    });
  }

  private static Map<String, List<Operation>> work(SecretStore store, int client) {
    Random random = new Random(client);
    Map<String, List<Operation>> history = new TreeMap<>();
    for (int i = 0; i < OPERATIONS; i++) {
      String path = "shared/" + random.nextInt(PATHS);
      Kind kind = switch (random.nextInt(10)) {
        case 0, 1, 2 -> Kind.PUT;
        case 3, 4, 5 -> Kind.PUT_IF_CURRENT;
        case 6 -> Kind.DELETE_CURRENT;
        default -> Kind.GET;
      };
      String value = client + "/" + i;
      // Some expect what is outdated, for a store so quick that the clients never meet.
      int outdated = random.nextInt(4) == 0 ? 1 : 0;
      String argument = kind == Kind.PUT_IF_CURRENT
          ? store.read(path, 0).map(StoredVersion::version).orElse(0) - outdated + ":" + value
          : value;
      long begun = System.nanoTime();
      String result = run(store, path, kind, argument);
      history.computeIfAbsent(path, key -> new ArrayList<>())
          .add(new Operation(kind, argument, result, begun, System.nanoTime()));
    }
    return history;
  }

  private static String run(SecretStore store, String path, Kind kind, String argument) {
    try {
      return switch (kind) {
        case PUT -> put(store, path, argument, OptionalInt.empty());
        case PUT_IF_CURRENT -> put(store, path, argument.substring(argument.indexOf(':') + 1),
            OptionalInt.of(Integer.parseInt(argument.substring(0, argument.indexOf(':')))));
        case GET -> store.read(path, 0)
            .map(found -> found.version() + ":" + new String(found.value(), UTF_8))
            .orElse("none");
        case DELETE_CURRENT -> delete(store, path);
      };
    } catch (SpikeException e) {
      return e.code() == ErrorCode.CONFLICT ? "conflict" : "none";
    }
  }

  private static String delete(SecretStore store, String path) {
    result(store.update(path, SecretUpdate.delete(List.of(), CLOCK)));
    return "ok";
  }

  private static String put(SecretStore store, String path, String value, OptionalInt cas) {
    return Integer.toString(
        result(store.update(path, SecretUpdate.put(value.getBytes(UTF_8), cas, KEEP_ALL, CLOCK))));
  }
}
