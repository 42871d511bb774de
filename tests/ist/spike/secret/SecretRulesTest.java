// SPDX-License-Identifier: Apache-2.0
package ist.spike.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sequences of wire spec 8.4, with SPIKE's bugs put right. */
final class SecretRulesTest {

  private static final Instant START = Instant.parse("2026-01-02T03:04:05.000000006Z");

  /** Steps: p put, d delete, u undelete, x destroy, X destroy all; numbers after a colon, joined by a plus. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
      3 | p p p p p           | 5 | 3 | 3 4 5
      3 | p p p p p d:5       | 4 | 3 | 3 4 5d
      9 | p p d               | 1 | 1 | 1 2d
      9 | p p d u             | 2 | 1 | 1 2
      9 | p p d u:0           | 2 | 1 | 1 2
      9 | p p d u:2           | 2 | 1 | 1 2
      9 | p p d p             | 3 | 1 | 1 2d 3
      9 | p d d               | 0 | 0 | 1d
      9 | p d d u:0           | 1 | 1 | 1
      9 | p d u               | 1 | 1 | 1
      9 | p d p               | 2 | 2 | 1d 2
      9 | p d:99+-1           | 1 | 1 | 1
      9 | p p p d:1+0+7       | 2 | 2 | 1d 2 3d
      9 | p p p d:1+3 u       | 3 | 2 | 1d 2 3
      9 | p p p x:2           | 3 | 1 | 1 3
      9 | p p p x             | 2 | 1 | 1 2
      9 | p p x:1 d           | 0 | 0 | 2d
      9 | p p x p             | 3 | 1 | 1 3
      9 | p x p               | 2 | 2 | 2
      9 | p p d X p           | 3 | 3 | 3
      1 | p p d p             | 3 | 3 | 3
      """)
  void steps_inOrder_giveVersions(int max, String steps, int current, int oldest, String versions) {
    // When
    SecretHistory history = run(max, steps).orElseThrow();

    // Then
    assertThat(history.current()).isEqualTo(current);
    assertThat(history.oldest()).isEqualTo(oldest);
    assertThat(history.versions().entrySet().stream()
        .map(version -> version.getKey() + (version.getValue().isLive() ? "" : "d")))
        .containsExactly(versions.split(" ", -1));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      d       | no secret at this path
      u       | no secret at this path
      x       | no secret at this path
      p x d   | no secret at this path
      X       | no secret at this path
      p p X X | no secret at this path
      p u     | none of these versions is deleted
      p u:0   | none of these versions is deleted
      p d u:7 | none of these versions is deleted
      """)
  void steps_nothingThere_areNotFound(String steps, String sentence) {
    assertThatThrownBy(() -> run(9, steps)).isInstanceOf(SpikeException.class)
        .hasMessage(sentence)
        .extracting(failure -> ((SpikeException) failure).code()).isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void put_beyondLimit_namesWhatIsPruned() {
    // Given
    Optional<SecretHistory> three = run(3, "p p p");

    // When
    SecretChange change = SecretRules.put(three, OptionalInt.empty(), 1, START);

    // Then: the limit is the one the secret was created with
    assertThat(change.written()).hasValue(4);
    assertThat(change.removed()).containsExactly(1);
    assertThat(change.history().maxVersions()).isEqualTo(3);
  }

  @Test
  void put_otherVersionIsCurrent_conflicts() {
    // Given
    Optional<SecretHistory> two = run(9, "p p");

    // When, Then
    assertThatThrownBy(() -> SecretRules.put(two, OptionalInt.of(1), 9, START))
        .isInstanceOf(SpikeException.class).hasMessage("the current version is 2, not 1")
        .extracting(failure -> ((SpikeException) failure).code()).isEqualTo(ErrorCode.CONFLICT);
    assertThat(SecretRules.put(two, OptionalInt.of(2), 9, START).written()).hasValue(3);
    assertThat(SecretRules.put(Optional.empty(), OptionalInt.of(0), 9, START).written())
        .hasValue(1);
  }

  @Test
  void delete_notTheCurrentVersion_leavesUpdatedAlone() {
    // Given
    Optional<SecretHistory> two = run(9, "p p");
    Instant later = START.plusSeconds(100);

    // When
    SecretHistory other = SecretRules.delete(two, List.of(1), later).history();
    SecretHistory current = SecretRules.delete(two, List.of(), later).history();

    // Then
    assertThat(other.updated()).isEqualTo(two.orElseThrow().updated());
    assertThat(other.versions()).containsEntry(1,
        new VersionInfo(START.plusSeconds(1), Optional.of(later)));
    assertThat(current.updated()).isEqualTo(later);
  }

  @Test
  void readable_deletedOrMissing_isNotFound() {
    // Given
    Optional<SecretHistory> history = run(9, "p p d:1");

    // When, Then
    assertThat(SecretRules.readable(history, 0)).isEqualTo(2);
    for (int version : List.of(1, 3, -1)) {
      assertThatThrownBy(() -> SecretRules.readable(history, version))
          .hasMessage("version " + version + " is not there");
    }
  }

  private static Optional<SecretHistory> run(int max, String steps) {
    Optional<SecretHistory> history = Optional.empty();
    Instant now = START;
    for (String step : steps.split(" ", -1)) {
      now = now.plusSeconds(1);
      List<Integer> versions = step.length() == 1
          ? List.of()
          : Arrays.stream(step.substring(2).split("\\+")).map(Integer::valueOf).toList();
      SecretChange change = switch (step.charAt(0)) {
        case 'p' -> SecretRules.put(history, OptionalInt.empty(), max, now);
        case 'd' -> SecretRules.delete(history, versions, now);
        case 'u' -> SecretRules.undelete(history, versions, now);
        case 'X' -> SecretRules.destroyAll(history, now);
        case 'x' -> SecretRules.destroy(history, versions, now);
        default -> throw new AssertionError("no step " + step);
      };
      history = Optional.of(change.history());
    }
    return history;
  }
}
