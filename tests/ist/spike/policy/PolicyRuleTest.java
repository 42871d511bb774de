// SPDX-License-Identifier: Apache-2.0
package ist.spike.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a rule may say (wire spec 7) and what it grants (wire spec 6.4 and 6.5). */
final class PolicyRuleTest {

  private static final String ANYBODY = "^spiffe://.+$";

  private static PolicyRule rule(String spiffeId, String path, String... permissions) {
    return PolicyRule.of("p", spiffeId, path, List.of(permissions));
  }

  private static void assertRefused(String spiffeId, String path, String sentence) {
    assertThatThrownBy(() -> rule(spiffeId, path, "read")).isInstanceOf(SpikeException.class)
        .hasMessageContaining(sentence).extracting(e -> ((SpikeException) e).code())
        .isEqualTo(ErrorCode.BAD_REQUEST);
  }

  private static boolean grants(PolicyRule rule, String path, String permission) {
    return rule.grants(new AccessQuestion("spiffe://e.org/x", path, permission));
  }

  /** The rows of wire spec 6.5. */
  @ParameterizedTest
  @CsvSource(delimiter = ' ', value = {
      "^spiffe://e.org/x$ .*", "spiffe://e.org/x secrets/.*", "^spiffe://e.org/x$ ^secrets/",
      "^spiffe://e.org/y$ ^spike/system/(acl|secret)$", "spiffe://e.org/x ^spike/system/x$",
      "spiffe://e.org/x spike/system/cipher/encrypt"})
  void of_patternsThatMeanWhatTheyReach_areTaken(String spiffeId, String path) {
    assertThat(rule(spiffeId, path, "read").pathPattern()).isEqualTo(path);
  }

  @ParameterizedTest
  @CsvSource(delimiter = ' ', value = {
      "spiffe://e.org/x .* spike/system/acl", "^spiffe://e.org/x$ secret spike/system/secret",
      "^spiffe://e.org/x$ ^s spike/system/acl", "^spiffe://e.org/x$ s spike/system/acl",
      "^spiffe://e.org/x$ spike spike/system/acl", "^spiffe://e.org/x$ system spike/system/acl",
      "^spiffe://e.org/x$ acl spike/system/acl",
      "^spiffe://e.org/x$ exec spike/system/cipher/exec",
      "^spiffe://e.org/x$ ^spike spike/system/acl",
      "spiffe://e.org/x ^spike/system/acl$ spike/system/acl",
      "^spiffe://e.org/x ^spike/system/acl$ spike/system/acl",
      "^spiffe://e.org/x$ \\Qspike/system/acl spike/system/acl",
      "spiffe://e.org/\\Qx ^spike/system/acl$ spike/system/acl",
      "spiffe://e.org/x$ ^spike/system/cipher/exec$ spike/system/cipher/exec"})
  void of_patternsThatTouchAReservedPathByTheWay_areRefused(String spiffeId, String path,
      String reserved) {
    assertRefused(spiffeId, path, "touches the reserved path " + reserved);
  }

  /** SPIKE looks at the first reserved path when it stores a policy and at the asked one later. */
  @Test
  void grants_laterReservedPathNotDescribed_no() {
    // Given
    PolicyRule rule = rule("^spiffe://e.org/x$", "^spike/system/acl$|secret", "list");

    // When Then
    assertThat(grants(rule, "spike/system/acl", "list")).isTrue();
    assertThat(grants(rule, "spike/system/secret", "list")).isFalse();
    assertThat(grants(rule, "my/secret", "list")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "^x$ | * | missing argument to repetition operator: `*`",
      "^x$ | ( | missing closing )", "^x$ | a** | invalid nested repetition operator: `**`",
      "^x$ | a{1001} | repeats",
      "^x$ | (a{100}){11} | repeats", "^x$ | ((a{30}){30}){30} | repeats",
      "^x$ | ([a-z]{1000}){1} | instructions", "^x$ | [z-a] | invalid character class range",
      "^x$ | \\8 | invalid escape sequence", "^( | a | missing closing )"})
  void of_noRegularExpressionOrAHugeOne_isRefused(String spiffeIdEnd, String path,
      String sentence) {
    String huge = sentence.equals("instructions") ? path.repeat(5) : path;
    assertRefused("^spiffe://e.org/" + spiffeIdEnd.substring(1), huge, sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(a{100}){10}", "[a-z]{1000}", "(?i)tenants", "[^/]+/x", "\\d{3}",
      "x{", "g|b", "\\Qa.b\\E", "[[]", "[]z]", "\\pN", "ba*?"})
  void of_whatGoTakes_isTaken(String path) {
    assertThat(rule(ANYBODY, path, "read").pathPattern()).isEqualTo(path);
  }

  @Test
  void of_lengthsAndCharacters_areSpikes() {
    assertThat(rule(ANYBODY, "a".repeat(500), "read")).isNotNull();
    assertRefused(ANYBODY, "a".repeat(501), "1 to 500");
    assertRefused(ANYBODY, "", "1 to 500");
    assertRefused(ANYBODY, "a b", "1 to 500");
    assertRefused(ANYBODY, "a\n", "1 to 500");
    assertThat(rule("spiffe://" + "a".repeat(2_039), "z", "read")).isNotNull();
    assertRefused("spiffe://" + "a".repeat(2_040), "z", "2048");
    assertRefused("spiffe://e.org/", "z", "2048");
    assertRefused(".*", "z", "2048");
    assertRefused("^spiffe://e.org/a|b$", "z", "2048");
    assertThat(PolicyRule.of("a_B-9 ".repeat(41) + "abcd", ANYBODY, "z", List.of("read"))
        .name()).hasSize(250);
    assertThatThrownBy(() -> PolicyRule.of("a".repeat(251), ANYBODY, "z", List.of("read")))
        .hasMessageContaining("1 to 250");
    assertThatThrownBy(() -> PolicyRule.of("a/b", ANYBODY, "z", List.of("read")))
        .hasMessageContaining("1 to 250");
    for (List<String> permissions : List.of(List.<String>of(), List.of("foo"), List.of("Read"),
        List.of("read", ""), Collections.nCopies(101, "read"))) {
      assertThatThrownBy(() -> PolicyRule.of("p", ANYBODY, "z", permissions))
          .hasMessageContaining("read, write, list, execute and super");
    }
  }

  @ParameterizedTest
  @CsvSource({"read,read,true", "read,write,false", "super,execute,true", "write,read,false"})
  void grants_permission_exactlyOrSuper(String given, String asked, boolean expected) {
    assertThat(grants(rule(ANYBODY, "^a$", given), "a", asked)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "spiffe://e.org/x | b | abc | true", "spiffe://e.org | ^b | abc | false",
      "^spiffe://e\\.org/x$ | ^a/.$ | a/b | true", "^spiffe://e\\.org$ | z | z | false",
      "^spiffe://f.org/x$ | z | z | false", "^spiffe://e.org/x$ | ^a$ | 'a\n' | false",
      "^spiffe://e.org/x$ | (?i)^A$ | a | true"})
  void grants_patterns_areSearchedForAsGoDoes(String spiffeId, String path, String asked,
      boolean expected) {
    assertThat(grants(rule(spiffeId, path, "read"), asked, "read")).isEqualTo(expected);
  }

  @Test
  @Timeout(60)
  void grants_hostilePattern_staysLinear() {
    // Given
    String nested = "(a*)*".repeat(60) + "(a|aa)+$";
    PolicyRule rule = rule(ANYBODY, nested, "read");
    String text = "a".repeat(16_000) + "b";

    // When
    long start = System.nanoTime();
    boolean granted = grants(rule, text, "read");

    // Then
    assertThat(granted).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(50));
  }
}
