// SPDX-License-Identifier: Apache-2.0
package ist.spike.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The set of policies and its index, which must never miss a policy that a search would find. */
final class PolicySetTest {

  private static final long SEED = 20_261_125;
  private static final String[] PIECES = {"a", "b", "a/b", "/", ".", ".*", "[ab]", "[^/]+", "(a|b)",
      "(ab)", "(", ")", "|", "*", "?", "+", "{2}", "{0,1}", "{1,}", "{", "}", "^", "$", "\\.",
      "\\d",
      "\\b", "\\Q", "\\E", "\\pL", "\\x41", "(?i)", "[[]", "[]b]", "\\", "[[:alpha:]]", "\\-"};

  private static Policy policy(String name, String spiffeId, String path) {
    return new Policy(PolicyRule.of(name, spiffeId, path, List.of("read")), Instant.EPOCH,
        Instant.EPOCH);
  }

  private static boolean grants(PolicySet set, String spiffeId, String path) {
    return set.grants(new AccessQuestion(spiffeId, path, "read"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = ' ', quoteCharacter = '`', value = {
      "^tenants/a/.*$ tenants/a/", "tenants/a tenants/a", ".*/db/creds$ /db/creds", "a|b ``",
      "ab?c a", "ab*cd cd", "ab+cd ab", "ab{0,2}cde cde", "a{,3} a{,3}", "^(a|b)/long$ /long",
      "(?i)abc ``", "\\Qa.b\\E ``", "a\\.b-c a.b-c", "[ab]cd cd", "x[]y]z x", "\\d+abc abc",
      "\\x41bc ``", "(abc)d d", "^spiffe://spike\\.ist/w/.*$ spiffe://spike.ist/w/"})
  void literal_ofAPattern_isInEveryMatch(String pattern, String literal) {
    assertThat(PatternShape.of(pattern).literal()).isEqualTo(literal);
  }

  @ParameterizedTest
  @CsvSource(delimiter = ' ', value = {"abc 1", "a{3} 3", "(a{3}){4} 12", "(a{3}b{5}){2,6} 30",
      "a{3}b{5} 5", "(a{2}(b{3}){4}){5,} 60", "a{0} 1", "[{9}] 1", "\\{9} 1", "(a{3}) 3"})
  void repeats_ofNestedCounts_multiply(String pattern, long repeats) {
    assertThat(PatternShape.of(pattern).repeats()).isEqualTo(repeats);
  }

  @Test
  void literal_ofRandomPatterns_isInEveryTextTheyAreFoundIn() {
    Random random = new Random(SEED);
    int found = 0;
    for (int round = 0; round < 60_000; round++) {
      String pattern = randomOf(random, PIECES, 7);
      PatternShape shape = PatternShape.of(pattern);
      try {
        Pattern compiled = Pattern.compile(pattern);
        for (int i = 0; i < 8; i++) {
          String text = randomOf(random, new String[]{"a", "b", "/", ".", "{", "3", "A", "}"}, 8);
          if (compiled.matcher(text).find()) {
            found++;
            assertThat(text).as(pattern).contains(shape.literal());
          }
        }
      } catch (PatternSyntaxException e) {
        // Not a pattern, so nothing will ever be asked of it.
        assertThat(e).isNotNull();
      }
    }
    assertThat(found).isGreaterThan(10_000);
  }

  private static String randomOf(Random random, String[] pieces, int max) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(max) + 1; left > 0; left--) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    return text.toString();
  }

  @Test
  void grants_randomChanges_areWhatASearchOfAllSays() {
    Random random = new Random(SEED);
    PolicySet set = PolicySet.EMPTY;
    TreeMap<String, Policy> all = new TreeMap<>();
    String[] ends = {"", "a", "ab", "abc", "b", "[ab]", ".*c", "a?b", "a+$"};
    for (int round = 0; round < 4_000; round++) {
      String name = "p" + random.nextInt(30);
      if (random.nextInt(3) == 0) {
        all.remove(name);
        set = set.without(name);
      } else {
        Policy policy = policy(name, "^spiffe://x.org/z" + ends[random.nextInt(ends.length)],
            "t/" + ends[random.nextInt(ends.length)]);
        all.put(name, policy);
        set = set.with(policy);
      }
      AccessQuestion question = new AccessQuestion(
          "spiffe://x.org/z" + randomOf(random, new String[]{"a", "b", "c"}, 3),
          "t/" + randomOf(random, new String[]{"a", "b", "c"}, 3), "read");
      assertThat(set.grants(question)).isEqualTo(
          all.values().stream().anyMatch(policy -> policy.rule().grants(question)));
      assertThat(set.all()).containsExactlyElementsOf(all.values());
    }
    assertThat(PolicySet.of(all.values()).all()).containsExactlyElementsOf(all.values());
  }

  @Test
  void without_lastPolicies_leavesNothingBehind() {
    // Given
    LiteralIndex<String> index = LiteralIndex.empty();
    Set<String> literals = Set.of("", "a", "ab", "abc", "abd", "b/c");

    // When
    for (String literal : literals) {
      index = index.changed(literal, before -> Optional.of(literal));
    }
    Set<String> found = index.occurringIn("xabdb/c");
    LiteralIndex<String> emptied = index;
    for (String literal : literals) {
      emptied = emptied.changed(literal, before -> Optional.empty());
    }

    // Then
    assertThat(found).containsExactlyInAnyOrder("", "a", "ab", "abd", "b/c");
    assertThat(emptied.isEmpty()).isTrue();
  }

  @Test
  void grants_pathBeyondAnyLimit_no() {
    PolicySet set = PolicySet.EMPTY.with(policy("p", "^spiffe://x.org/z$", "^a+$"));
    assertThat(grants(set, "spiffe://x.org/z", "a".repeat(16_384))).isTrue();
    assertThat(grants(set, "spiffe://x.org/z", "a".repeat(16_385))).isFalse();
  }
}
