// SPDX-License-Identifier: Apache-2.0
package ist.spike.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.pilot.Pilot;
import ist.spike.pilot.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The help of every verb ends with examples from examples.txt, and each of those is understood. */
final class HelpExamplesTest {

  private static final Path EXAMPLES = Path.of("src/main/resources/examples.txt");

  @Test
  void help_everyVerb_endsWithExamplesOfItself() {
    // Given
    List<String> verbs = verbs(List.of()).toList();
    assertThat(verbs).hasSizeGreaterThan(40).contains("secret get", "backup run", "restore");

    for (String verb : verbs) {
      // When
      String help = run((verb + " --help").split(" ", -1));

      // Then
      assertThat(help).as("spike %s: a line for examples.txt", verb)
          .containsPattern("\n\nExamples:\n(  spike " + verb + "( [^\n]*)?\n)+$");
    }
  }

  @Test
  void example_asWritten_isUnderstood() throws Exception {
    for (String line : Files.readAllLines(EXAMPLES)) {
      if (!line.startsWith("#")) {
        // When: what the shell would make of it, up to the point where the verb would run
        String words = line.replaceFirst("^spike ", "").replaceFirst(" <.*", "").replace("'", "");
        String out = run((words + " --help").split(" ", -1));

        // Then
        assertThat(out).as(line).contains("  " + line + "\n").doesNotContain("Error: ");
      }
    }
  }

  private static Stream<String> verbs(List<String> above) {
    List<String> help = new ArrayList<>(above);
    help.add("--help");
    List<String> children = run(help.toArray(String[]::new)).lines()
        .dropWhile(line -> !line.equals("Available Commands:")).skip(1)
        .takeWhile(line -> !line.isEmpty()).map(line -> line.strip().split(" ", -1)[0]).toList();
    return children.isEmpty()
        ? Stream.of(String.join(" ", above))
        : children.stream()
            .flatMap(child -> verbs(Stream.concat(above.stream(), Stream.of(child)).toList()));
  }

  private static String run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Terminal terminal = Terminal.of(out, out, InputStream.nullInputStream());
    int exit = Pilot.run(args, terminal, Map.of("HOME", "/nonexistent"));
    assertThat(exit).as(() -> out.toString(UTF_8)).isZero();
    return out.toString(UTF_8);
  }
}
