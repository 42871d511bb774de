// SPDX-License-Identifier: Apache-2.0
package ist.spike.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only the text of the sources shows: names of parameters, comments, annotations. */
final class SourceRulesTest {

  private static final Path[] PRODUCTION = {Sources.PROCESSORS, Sources.ROUTES};

  /** A text that holds key material cannot be wiped, and is one careless log line from a leak. */
  private static final Pattern KEY_AS_TEXT = Pattern.compile(
      "\\b(?:String|CharSequence)\\s+\\w*?(?:(?:root|data|wrapping|private|secret|signing|age)Key"
          + "|shard|shares?Value|shareHex|passphrase)\\b",
      Pattern.CASE_INSENSITIVE);

  /** Records whose generated toString would print what must not be seen. */
  private static final Pattern TELLING_RECORD = Pattern.compile(
      "\\brecord\\s+(\\w+)\\s*\\([^)]*\\b(?:String|Map<[^>]*>)\\s+"
          + "(?:values|plaintext|passphrase|token|password)\\b[^)]*\\)");

  private static final Pattern TELLING_NAME = Pattern.compile("\\bTODO\\b|\\bFIXME\\b|\\bXXX\\b");

  @Test
  void parameter_namedLikeAKey_isNoText() {
    assertThat(matches(KEY_AS_TEXT, PRODUCTION)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"void open(String rootKey) {}", "record A(int id, String shard) {}",
      "Client of(CharSequence privateKey)"})
  void keyRule_keyAsText_isSeen(String line) {
    assertThat(KEY_AS_TEXT.matcher(line).find()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"String text(String key)", "void open(SecretBytes rootKey)",
      "KeyId parse(String keyId)", "String shardFileName"})
  void keyRule_otherNames_areNotSeen(String line) {
    assertThat(KEY_AS_TEXT.matcher(line).find()).isFalse();
  }

  @Test
  void record_withSecretText_hasItsOwnToString() {
    assertThat(Sources.javaFiles(PRODUCTION)).allSatisfy(file -> {
      String text = Sources.read(file);
      if (TELLING_RECORD.matcher(text).find()) {
        assertThat(text).contains("String toString()");
      }
    });
  }

  @Test
  void comment_leavesNothingForLater() {
    assertThat(matches(TELLING_NAME, PRODUCTION)).isEmpty();
  }

  @Test
  void package_isNullMarkedAndSaysWhatItIs() {
    assertThat(Sources.javaFiles(PRODUCTION))
        .extracting(file -> file.resolveSibling("package-info.java"))
        .allSatisfy(info -> assertThat(info).content().contains("@NullMarked").contains("/**"));
  }

  /** Without the tag they would run among the unit tests, and SPIKE_APP would not be set. */
  @Test
  void systemTest_isTagged() {
    assertThat(Sources.files(Sources.TESTS.resolve("ist/spike/system"), "Test.java")).isNotEmpty()
        .allSatisfy(file -> assertThat(file).content().contains("@Tag(\"system\")"));
  }

  private static List<String> matches(Pattern pattern, Path... roots) {
    List<String> found = new ArrayList<>();
    for (Path file : Sources.javaFiles(roots)) {
      Matcher matcher = pattern.matcher(Sources.read(file));
      while (matcher.find()) {
        found.add(file + ": " + matcher.group());
      }
    }
    return found;
  }
}
