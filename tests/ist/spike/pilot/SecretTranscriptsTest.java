// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.wire.ListSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every secret verb prints, byte for byte, what SPIKE's own command line prints. */
final class SecretTranscriptsTest {

  private static final Path FILE = Path.of("tests/ist/spike/pilot/secret-transcripts.txt");
  private static final TimeZone ZONE = TimeZone.getDefault();

  @TempDir
  private Path home = Path.of("");

  record Transcript(List<String> words, String answer, String out, String firstError,
      int exitCode) {

    static Transcript parse(String text) {
      return new Transcript(ListSecrets.parseAnswer(("{\"keys\":" + of(text, '$') + "}")
          .getBytes(UTF_8)), of(text, '<'), lines(text, '>'), of(text, '!'),
          Integer.parseInt(of(text, '=')));
    }

    private static String of(String text, char sign) {
      return lines(text, sign).stripTrailing();
    }

    private static String lines(String text, char sign) {
      StringBuilder lines = new StringBuilder();
      for (String line : text.split("\n", -1)) {
        if (!line.isEmpty() && line.charAt(0) == sign) {
          lines.append(line.substring(Math.min(2, line.length()))).append('\n');
        }
      }
      return lines.toString();
    }

    @Override
    public String toString() {
      return String.join(" ", words.subList(0, Math.min(words.size(), 6)));
    }
  }

  static Stream<Transcript> transcripts() throws IOException {
    List<Transcript> found = new ArrayList<>();
    for (String each : Files.readString(FILE).split("\n\n", -1)) {
      if (each.startsWith("$")) {
        found.add(Transcript.parse(each));
      }
    }
    return found.stream();
  }

  @BeforeAll
  static void useTheZoneOfTheTranscripts() {
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
  }

  @AfterAll
  static void useTheZoneOfTheMachine() {
    TimeZone.setDefault(ZONE);
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void run_asInTheTranscript_printsTheSame(Transcript transcript) {
    // Given
    Shell shell = new Shell(home, FakeNexus.answering(transcript.answer()));

    // When
    int exit = shell.run(transcript.words(), "");

    // Then
    assertThat(shell.out()).isEqualTo(transcript.out());
    assertThat(shell.err().lines().findFirst().orElse("")).isEqualTo(transcript.firstError());
    assertThat(exit).isEqualTo(transcript.exitCode());
  }
}
