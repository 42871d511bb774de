// SPDX-License-Identifier: Apache-2.0
package ist.spike.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every command of {@code ops/runbook.md} is in a block that a test runs, {@code sh} or {@code bash}. In a sentence only
 * a verb is named that such a block has.
 */
final class RunbookPageTest {

  private static final Path PAGE = Path.of("ops/runbook.md");
  private static final Set<String> FENCES = Set.of("```sh", "```bash", "```text", "```");
  private static final Pattern INLINE = Pattern.compile("`([^`]+)`");
  private static final Pattern COMMAND = Pattern.compile("\\S+\\s.*|(aws|gpg|systemctl|ssh)\\b.*");
  private static final Pattern VERB = Pattern.compile("spike ([a-z-]+( [a-z-]+)*)");

  @Test
  void blocks_areOfKindsThatTestsRun() throws IOException {
    assertThat(Files.readAllLines(PAGE)).filteredOn(line -> line.startsWith("```"))
        .isNotEmpty().allSatisfy(fence -> assertThat(FENCES).contains(fence));
  }

  @Test
  void sentences_haveNoCommandThatNoBlockHas() throws IOException {
    assertThat(unknown(Files.readString(PAGE, UTF_8))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"look with `systemctl status x`", "`spike store scrub` mends it",
      "type `aws`", "open it with `age -d -i card x`,\nthen", "type `spike\nnever` first"})
  void sentences_otherCommand_isSeen(String sentence) {
    assertThat(unknown(sentence + "\n```sh\nadmin store check\n```\n")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"`spike store check` tells", "see `recovery.custodians` or `backups/`"})
  void sentences_verbOfABlockOrName_isFine(String sentence) {
    assertThat(unknown(sentence + "\n```sh\nadmin store check\n```\n")).isEmpty();
  }

  /** Commands between backquotes in sentences that stand in no block. */
  private static List<String> unknown(String page) {
    String[] parts = page.split("(?m)^```.*$", -1);
    StringBuilder sentences = new StringBuilder();
    StringBuilder blocks = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      (i % 2 == 0 ? sentences : blocks).append(parts[i]).append('\n');
    }
    return INLINE.matcher(sentences).results().map(RunbookPageTest::words)
        .filter(words -> COMMAND.matcher(words).matches())
        .filter(words -> !isVerbOf(blocks.toString(), words)).toList();
  }

  private static String words(MatchResult inline) {
    return String.join(" ", Arrays.asList(inline.group(1).strip().split("\\s+", -1)));
  }

  private static boolean isVerbOf(String blocks, String words) {
    return VERB.matcher(words).matches() && Pattern
        .compile("(?m)^.*\\b(admin|recover|restore|nexus) "
            + Pattern.quote(words.substring("spike ".length())) + "\\b")
        .matcher(blocks).find();
  }
}
