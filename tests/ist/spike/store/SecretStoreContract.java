// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static ist.spike.store.StoreFixture.result;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.policy.Policy;
import ist.spike.policy.PolicyRule;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store does, whatever it keeps its secrets in. Each backend has a test that extends this. */
abstract class SecretStoreContract {

  private static final int MAX_VERSIONS = 3;
  private static final int SEEDS = Integer.getInteger("store.seeds", 12);
  private static final int STEPS = 60;

  @TempDir
  Path directory;

  SecretStore store;
  private Instant now = Instant.parse("2026-01-02T03:04:05.000000006Z");
  private final InstantSource clock = () -> now;

  /** A new store, ready for secrets. */
  abstract SecretStore open(Path directory, InstantSource clock);

  @BeforeEach
  void open() {
    store = open(directory, clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void put_isReadBackWithItsVersion() {
    // When
    int first = put("a/b", "first");
    int second = put("a/b", "second");

    // Then
    assertThat(List.of(first, second)).containsExactly(1, 2);
    assertThat(get("a/b", 0)).hasValue("second");
    assertThat(get("a/b", 1)).hasValue("first");
    assertThat(get("a/b", 3)).isEmpty();
    assertThat(get("nowhere", 0)).isEmpty();
    assertThat(store.history("nowhere")).isEmpty();
    assertThat(store.history("a/b").orElseThrow().created()).isEqualTo(now);
  }

  @Test
  void read_valueChangedByItsReader_isStillWhatWasWritten() {
    // Given
    put("a", "value");

    // When
    store.read("a", 0).orElseThrow().value()[0] = 'X';

    // Then
    assertThat(get("a", 0)).hasValue("value");
  }

  @Test
  void destroyAll_pathIsGoneAndItsNumbersStayTaken() {
    // Given
    put("a", "one");
    put("a", "two");

    // When
    result(store.update("a", SecretUpdate.destroyAll(clock)));

    // Then
    assertThat(get("a", 0)).isEmpty();
    assertThat(get("a", 1)).isEmpty();
    assertThat(list(PathRange.ALL)).isEmpty();
    assertThat(put("a", "three")).isEqualTo(3);
    assertThat(list(PathRange.ALL)).containsExactly("a");
  }

  @Test
  void put_casOfOtherVersion_conflictsAndChangesNothing() {
    // Given
    put("a", "one");
    long changes = store.changeNumber();

    // When
    CompletableFuture<Integer> late = putLater("a", "two", OptionalInt.of(0));

    // Then
    assertThatThrownBy(() -> result(late)).isInstanceOf(SpikeException.class)
        .extracting(e -> ((SpikeException) e).code()).isEqualTo(ErrorCode.CONFLICT);
    assertThat(get("a", 0)).hasValue("one");
    assertThat(store.changeNumber()).isEqualTo(changes);
    assertThat(result(putLater("a", "two", OptionalInt.of(1)))).isEqualTo(2);
  }

  @Test
  void update_thatThrows_leavesTheOthersAlone() {
    // When
    CompletableFuture<Integer> good = putLater("a", "one", OptionalInt.empty());
    CompletableFuture<Integer> bad = store.update("a", before -> {
      throw new IllegalStateException("no");
    });
    CompletableFuture<Integer> next = putLater("a", "two", OptionalInt.empty());

    // Then
    assertThatThrownBy(() -> result(bad)).isInstanceOf(IllegalStateException.class);
    assertThat(result(good)).isEqualTo(1);
    assertThat(result(next)).isEqualTo(2);
  }

  @Test
  void listPaths_withRange_givesExactlyThose() {
    // Given
    List.of("b/2", "a", "b/10", "b", "c", "gone", "deleted").forEach(path -> put(path, "value"));
    result(store.update("gone", SecretUpdate.destroy(List.of(), clock)));
    result(store.update("deleted", SecretUpdate.delete(List.of(), clock)));

    // When, Then
    assertThat(list(PathRange.ALL)).containsExactly("a", "b", "b/10", "b/2", "c", "deleted");
    assertThat(list(new PathRange("b/", "", 9))).containsExactly("b/10", "b/2");
    assertThat(list(new PathRange("b", "b/10", 9))).containsExactly("b/2");
    assertThat(list(new PathRange("", "a", 2))).containsExactly("b", "b/10");
    assertThat(list(new PathRange("zz", "", 9))).isEmpty();
  }

  @Test
  void changesSince_namesTheSecretsChangedAfterThatCommit() {
    // Given
    long start = store.changeNumber();
    put("a", "one");
    long afterA = store.changeNumber();
    put("b", "one");
    result(store.update("b", SecretUpdate.delete(List.of(), clock)));

    // When
    Changes all = store.changesSince(start);
    Changes some = store.changesSince(afterA);

    // Then
    assertThat(all).isEqualTo(new Changes(start + 3, true, Set.of("a", "b"), false));
    assertThat(some.paths()).containsExactly("b");
    assertThat(some.touches("a")).isFalse();
    assertThat(store.changesSince(start + 3).paths()).isEmpty();
    assertThat(store.changesSince(start + 4).complete()).isFalse();
    assertThat(store.changesSince(-1).touches("a")).isTrue();
  }

  @Test
  void putPolicy_countsAtOnceKeepsItsCreationTimeAndIsToldAsAChange() {
    // Given
    PolicyRule read = rule("reader", "read");
    Policy first = result(store.putPolicy(read));
    now = now.plusSeconds(10);
    long before = store.changeNumber();

    // When
    Policy second = result(store.putPolicy(rule("reader", "write")));

    // Then
    assertThat(store.policies().all()).containsExactly(second);
    assertThat(second.created()).isEqualTo(first.created());
    assertThat(second.updated()).isEqualTo(first.updated().plusSeconds(10));
    assertThat(store.changesSince(before)).isEqualTo(new Changes(before + 1, true, Set.of(), true));
    assertThat(result(store.deletePolicy("reader"))).isTrue();
    assertThat(result(store.deletePolicy("reader"))).isFalse();
    assertThat(store.policies().all()).isEmpty();
  }

  private static PolicyRule rule(String name, String permission) {
    return PolicyRule.of(name, "^spiffe://spike.ist/app$", "^a/", List.of(permission));
  }

  @Test
  void leases_haveOneOwnerUntilTheyExpireOrAreGivenBack() {
    Duration minute = Duration.ofMinutes(1);
    assertThat(result(store.acquireLease("drill", "one", minute))).isTrue();
    assertThat(result(store.acquireLease("drill", "two", minute))).isFalse();
    assertThat(result(store.acquireLease("other", "two", minute))).isTrue();

    now = now.plusSeconds(59);
    assertThat(result(store.acquireLease("drill", "one", minute))).isTrue();
    now = now.plusSeconds(59);
    assertThat(result(store.acquireLease("drill", "two", minute))).isFalse();
    now = now.plusSeconds(1);
    assertThat(result(store.acquireLease("drill", "two", minute))).isTrue();

    assertThat(result(store.releaseLease("drill", "one"))).isFalse();
    assertThat(result(store.releaseLease("drill", "two"))).isTrue();
    assertThat(result(store.acquireLease("drill", "one", minute))).isTrue();
  }

  @Test
  void deadLetters_areKeptUpToTheLimitAndCut() {
    // Given
    List<CompletableFuture<DeadLetter>> parked = new ArrayList<>();

    // When
    for (int i = 0; i <= DeadLetter.MAX_STORED; i++) {
      parked.add(store.park(new DeadLetterDraft("beat-keeper", "https://k" + i, 7, "no answer")));
    }
    parked.forEach(StoreFixture::result);

    // Then
    List<DeadLetter> all = store.deadLetters();
    assertThat(all).hasSize(DeadLetter.MAX_STORED).doesNotContain(result(parked.getFirst()));
    assertThat(all.getFirst().letter())
        .isEqualTo(new DeadLetterDraft("beat-keeper", "https://k1", 7, "no answer"));
    assertThat(result(store.dropDeadLetter(all.getFirst().id()))).isTrue();
    assertThat(result(store.dropDeadLetter(all.getFirst().id()))).isFalse();
    DeadLetter large = result(store.park(new DeadLetterDraft("f", "s", 1, "x".repeat(5_000))));
    assertThat(large.letter().error()).hasSize(1_000);
    assertThat(store.deadLetters().getLast()).isEqualTo(large);
  }

  @Test
  void deadLetters_sameSubjectOfSameFlow_isOneRecordWhoseAttemptsAddUp() {
    // Given
    DeadLetter first = result(store.park(new DeadLetterDraft("beat-keeper", "k1", 7, "silent")));
    DeadLetter other = result(store.park(new DeadLetterDraft("store-backup", "k1", 1, "full")));
    now = now.plusSeconds(1);

    // When
    DeadLetter again = result(store.park(new DeadLetterDraft("beat-keeper", "k1", 3, "refused")));

    // Then
    assertThat(again).isEqualTo(
        new DeadLetter(first.id(), new DeadLetterDraft("beat-keeper", "k1", 10, "refused"), now));
    assertThat(store.deadLetters()).containsExactly(again, other);
  }

  @Test
  void randomSteps_leaveWhatTheModelSays() {
    for (int seed = 0; seed < SEEDS; seed++) {
      // Given
      Random random = new Random(seed);
      SecretModel model = new SecretModel(MAX_VERSIONS);
      String prefix = "seed" + seed + "/";
      for (int step = 0; step < STEPS; step++) {
        String path = prefix + random.nextInt(3);
        String value = "value " + step;
        int kind = random.nextInt(12);
        List<Integer> versions =
            random.ints(random.nextInt(3), 0, 9).boxed().toList();
        OptionalInt cas =
            random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt(6));
        String where = "seed " + seed + " step " + step + " kind " + kind + " " + path;

        // When
        String expected = switch (kind) {
          case 0, 1, 2, 3, 4 -> model.put(path, value, cas);
          case 5, 6, 7 -> model.delete(path, versions);
          case 8, 9 -> model.undelete(path, versions);
          case 10 -> model.destroy(path, versions);
          default -> model.destroyAll(path);
        };
        CompletableFuture<?> answer = switch (kind) {
          case 0, 1, 2, 3, 4 -> putLater(path, value, cas);
          case 5, 6, 7 -> store.update(path, SecretUpdate.delete(versions, clock));
          case 8, 9 -> store.update(path, SecretUpdate.undelete(versions, clock));
          case 10 -> store.update(path, SecretUpdate.destroy(versions, clock));
          default -> store.update(path, SecretUpdate.destroyAll(clock));
        };

        // Then
        assertThat(outcome(answer)).as(where).isEqualTo(expected);
        assertThat(list(new PathRange(prefix, "", 9))).as(where).isEqualTo(model.paths());
        assertThat(describe(path)).as(where).isEqualTo(model.describe(path));
      }
    }
  }

  /** A version number, {@code ok}, or the code of a refusal. */
  private static String outcome(CompletableFuture<?> answer) {
    try {
      return result(answer) instanceof Integer version ? version.toString() : "ok";
    } catch (SpikeException e) {
      return e.code().name();
    }
  }

  private String describe(String path) {
    StringBuilder text = new StringBuilder();
    store.history(path).ifPresent(history -> {
      text.append("current ").append(history.current()).append(" oldest ")
          .append(history.oldest());
      history.versions().forEach((version, info) -> text.append(' ').append(version).append('=')
          .append(info.isLive() ? get(path, version).orElseThrow() : "deleted"));
      assertThat(get(path, 0)).isEqualTo(get(path, history.current()));
      assertThat(get(path, history.highestEver() + 1)).isEmpty();
    });
    return text.toString();
  }

  private int put(String path, String value) {
    return result(putLater(path, value, OptionalInt.empty()));
  }

  private CompletableFuture<Integer> putLater(String path, String value, OptionalInt cas) {
    return store.update(path,
        SecretUpdate.put(value.getBytes(UTF_8), cas, MAX_VERSIONS, clock));
  }

  private Optional<String> get(String path, int version) {
    return store.read(path, version).map(found -> new String(found.value(), UTF_8));
  }

  private List<String> list(PathRange range) {
    List<String> paths = new ArrayList<>();
    store.listPaths(range, paths::add);
    return paths;
  }
}
