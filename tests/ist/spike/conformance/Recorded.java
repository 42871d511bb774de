// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.Jsoner;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;

/**
 * Compares a JSON answer with a recorded one, in which what changes from run to run is masked:
 * {@code TIME}, {@code SEALED}, and {@code SHARD} for the numbers of a share.
 */
final class Recorded {

  private static final int SHARE_SIZE_BYTES = 32;

  private final Set<String> additions;

  /**
   * @param additions members that our answer may have and SPIKE's has not
   */
  Recorded(Set<String> additions) {
    this.additions = Set.copyOf(additions);
  }

  static @Nullable Object parse(String json) {
    try {
      return Jsoner.deserialize(json);
    } catch (DeserializationException e) {
      throw new AssertionError("not JSON: " + json, e);
    }
  }

  /** Fails unless the answer says what was recorded. */
  void requireSame(String recorded, String answer) {
    requireSame("", parse(recorded), parse(answer));
  }

  private void requireSame(String place, @Nullable Object recorded, @Nullable Object answer) {
    switch (recorded) {
      case Map<?, ?> members -> {
        assertThat(answer).as(place).isInstanceOf(Map.class);
        members(place, members, (Map<?, ?>) Objects.requireNonNull(answer));
      }
      case List<?> elements when elements.equals(List.of("SHARD")) ->
        assertThat(answer).as(place).asInstanceOf(
            InstanceOfAssertFactories.LIST).hasSize(SHARE_SIZE_BYTES)
            .allMatch(Number.class::isInstance);
      case List<?> elements -> {
        assertThat(answer).as(place).isInstanceOf(List.class);
        List<?> found = (List<?>) Objects.requireNonNull(answer);
        assertThat(found).as(place).hasSameSizeAs(elements);
        for (int i = 0; i < elements.size(); i++) {
          requireSame(place + "/" + i, elements.get(i), found.get(i));
        }
      }
      case String mask when mask.equals("TIME") -> assertThat(
          OffsetDateTime.parse(String.valueOf(answer)).toInstant()).as(place)
          .isAfter(Instant.now().minusSeconds(3_600));
      case String mask when mask.equals("SEALED") -> assertThat(String.valueOf(answer)).as(place)
          .matches("[A-Za-z0-9+/]{16,}={0,2}");
      case null, default -> assertThat(answer).as(place).isEqualTo(recorded);
    }
  }

  private void members(String place, Map<?, ?> recorded, Map<?, ?> answer) {
    recorded.forEach((name, value) -> {
      assertThat(answer.containsKey(name)).as(place + "/" + name).isTrue();
      requireSame(place + "/" + name, value, answer.get(name));
    });
    assertThat(answer.keySet()).as(place)
        .allMatch(name -> recorded.containsKey(name) || additions.contains(place + "/" + name));
  }
}
