// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPIKE's validation rules (wire spec 7). */
final class ValidationTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "tenants/demo/db/creds | true", "/a//../b | true", "a[b]{c}d\\e | true", "a b | false",
      "a:b | false", "`` | false", "ä | false", "a^b$ | false"})
  void isPath_byCharacters(String path, boolean expected) {
    // When, Then
    assertThat(Validation.isPath(path)).isEqualTo(expected);
  }

  @Test
  void isPath_withFinalLineEnd_isFalse() {
    // When, Then
    assertThat(Validation.isPath("a\n")).isFalse();
    assertThat(Validation.isSpiffeIdPattern("spiffe://a$\n")).isFalse();
  }

  @Test
  void lengths_atTheLimit_areAccepted() {
    // When, Then
    assertThat(Validation.isPath("a".repeat(500))).isTrue();
    assertThat(Validation.isPath("a".repeat(501))).isFalse();
    assertThat(Validation.isName("a".repeat(250))).isTrue();
    assertThat(Validation.isName("a".repeat(251))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"^spiffe://spike\\.ist/workload/.*$, true", "spiffe://example.org, true",
      "spiffe://example.org/, false", ".*, false", "spiffe://a_b/x, false",
      "spiffe://a/x_y, true", "spiffe://a/x|y, false", "^^spiffe://a, false",
      "spiffe://a/b/c/d$, true"})
  void isSpiffeIdPattern_byCharacters(String pattern, boolean expected) {
    // When, Then
    assertThat(Validation.isSpiffeIdPattern(pattern)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"spiffe://spike.ist/spike/pilot/role/superuser, true", "spiffe://a_b.org/x, true",
      "spiffe://a, true", "spiffe://a/, false", "spiffe://a//b, false", "https://a/b, false",
      "spiffe://a/../b, false", "spiffe://a/b/., false", "spiffe://a/.../.b, true"})
  void isCaller_byForm(String id, boolean expected) {
    // When, Then
    assertThat(Validation.isCaller(id)).isEqualTo(expected);
  }

  @Test
  void permissions_mustBeKnownAndSome() {
    // When, Then
    assertThat(Validation.arePermissions(List.of("read", "super"))).isTrue();
    assertThat(Validation.arePermissions(List.of())).isFalse();
    assertThat(Validation.arePermissions(List.of("Read"))).isFalse();
  }
}
