// SPDX-License-Identifier: Apache-2.0
package ist.spike.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents that point somewhere point to something. */
final class DocumentsTest {

  private static final Path README = Path.of("README.md");
  private static final Path DECISIONS = Path.of("ops", "adr");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");

  static Stream<Path> documents() {
    return Stream.concat(Stream.of(README), Sources.files(Path.of("ops"), ".md").stream());
  }

  @ParameterizedTest
  @MethodSource("documents")
  void link_leadsToAFile(Path document) {
    List<Path> targets = LINK.matcher(Sources.read(document)).results()
        .map(link -> document.toAbsolutePath().resolveSibling(link.group(1))).toList();
    assertThat(targets).allSatisfy(target -> assertThat(target).exists());
  }

  @Test
  void decision_isListedInTheReadme() {
    List<String> listed = LINK.matcher(Sources.read(README)).results()
        .map((MatchResult link) -> link.group(1)).filter(path -> path.startsWith("ops/adr/"))
        .toList();
    assertThat(listed).containsExactlyElementsOf(
        Sources.files(DECISIONS, ".md").stream().map(Path::toString).toList());
  }

  @ParameterizedTest
  @MethodSource("decisions")
  void decision_hasEveryHeading(Path decision) {
    assertThat(Sources.read(decision)).contains("* Status: ", "* Date: ", "\n## Context\n",
        "\n## Options\n", "\n## Decision\n", "\n## Consequences\n");
  }

  static Stream<Path> decisions() {
    return Sources.files(DECISIONS, ".md").stream();
  }
}
