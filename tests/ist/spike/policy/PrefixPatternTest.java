// SPDX-License-Identifier: Apache-2.0
package ist.spike.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import ist.spike.policy.PrefixPattern.Rest;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PrefixPatternTest {

  private static final int PATTERNS = 20_000;
  private static final List<String> PARTS = List.of("a", "b/", "^", "$", ".*", ".*$", ".", "\\.",
      "\\$", "\\\\", "\\d", "*", "(", ")", "|", "{2}", "é", "\n", "-", "\\/");
  private static final List<String> TEXTS =
      List.of("", "a", "b/", "ab/", "a.", "a$", "a\\", "a\n", "\na", "aé", "é", ".", "-", "a-b/",
          "b/a\nb", "a\ud800", "$", "\\", "7", "a{2}");

  @ParameterizedTest
  @ValueSource(strings = {"a.*", "^a.b$", "^a|b$", "^(a)$", "^a\\d$", "^é$", "^a?", "^a{2}",
      "^a\\", "^[a]$", ""})
  void of_whatIsNoPrefix_isLeftToTheExpression(String pattern) {
    assertThat(PrefixPattern.of(pattern)).isEmpty();
  }

  @Test
  void of_whatPoliciesSay_isAPrefix() {
    assertThat(PrefixPattern.of("^spiffe://spike\\.ist/workload/.*$"))
        .contains(new PrefixPattern("spiffe://spike.ist/workload/", Rest.ONE_LINE));
    assertThat(PrefixPattern.of("^a/b$")).contains(new PrefixPattern("a/b", Rest.NOTHING));
  }

  @Test
  void isFoundIn_anyPatternOfThisShape_isWhatTheExpressionSays() {
    // Given
    Random random = new Random(20_261_125);
    int compared = 0;
    for (int i = 0; i < PATTERNS; i++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "^" : "");
      for (int parts = random.nextInt(5); parts > 0; parts--) {
        text.append(PARTS.get(random.nextInt(PARTS.size())));
      }
      String pattern = text.toString();

      // When
      Optional<PrefixPattern> prefix = isValid(pattern)
          ? PrefixPattern.of(pattern)
          : Optional.empty();

      // Then
      if (prefix.isPresent()) {
        compared++;
        for (String asked : TEXTS) {
          assertThat(prefix.get().isFoundIn(asked)).as(pattern + " in " + asked)
              .isEqualTo(Pattern.compile(pattern).matcher(asked).find());
        }
      }
    }
    assertThat(compared).isGreaterThan(PATTERNS / 20);
  }

  private static boolean isValid(String pattern) {
    try {
      Pattern.compile(pattern);
      return true;
    } catch (PatternSyntaxException e) {
      return false;
    }
  }
}
