// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.wire.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Transcripts: a command line, what Nexus answers, what is printed, the exit code. In the table of
 * what works a pilcrow stands for a line end.
 */
@SuppressWarnings("StringConcatToTextBlock") // one case of a table a paragraph
final class PilotTest {

  @TempDir
  private Path home = Path.of("");

  private Shell shell(FakeNexus nexus) {
    return new Shell(home, nexus);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "secret put a/b x=1 y=a=b | {} | OK¶"
          + "| SUPERUSER PUT_SECRET {\"path\":\"a/b\",\"values\":{\"x\":\"1\",\"y\":\"a=b\"}}",
      "secret get a | {\"data\":{\"u\":\"x<y\",\"a\":\"1\"}} | a: 1¶u: x<y¶"
          + "| SUPERUSER GET_SECRET {\"path\":\"a\"}",
      "get a u -v 2 | {\"data\":{\"u\":\"x<y\",\"a\":\"1\"}} | x<y¶"
          + "| SUPERUSER GET_SECRET {\"path\":\"a\",\"version\":2}",
      "secret get a -f json | {\"data\":{\"u\":\"x<y\",\"a\":\"1\"}} "
          + "| {¶    \"a\": \"1\",¶    \"u\": \"x\\u003cy\"¶}¶"
          + "| SUPERUSER GET_SECRET {\"path\":\"a\"}",
      "secret get a -fy | {\"data\":{\"u\":\"x<y\",\"a\":\"1\",\"c\":\"it's: so\"}} "
          + "| a: \"1\"¶c: 'it''s: so'¶u: x<y¶¶ | SUPERUSER GET_SECRET {\"path\":\"a\"}",
      "secret get a u --format=yaml | {\"data\":{\"u\":\"true\"}} | \"true\"¶¶"
          + "| SUPERUSER GET_SECRET {\"path\":\"a\"}",
      "secret list | {\"keys\":[\"a/b\",\"c\"]} | - a/b¶- c¶ | SUPERUSER LIST_SECRETS {}",
      "secret list | {\"keys\":[]} | No secrets found.¶ | SUPERUSER LIST_SECRETS {}",
      "secret list -f j | {\"keys\":[\"a/b\",\"c\"]} | [¶  \"a/b\",¶  \"c\"¶]¶"
          + "| SUPERUSER LIST_SECRETS {}",
      "secret list -f y | {\"keys\":[\"a/b\",\"c\"]} | - a/b¶- c¶ | SUPERUSER LIST_SECRETS {}",
      "secret list -f yaml | {\"keys\":[]} | []¶ | SUPERUSER LIST_SECRETS {}",
      "secret delete a | {} | OK¶ | SUPERUSER DELETE_SECRET {\"path\":\"a\",\"versions\":[0]}",
      "secret undelete a -v 1,2 | {} | OK¶ "
          + "| SUPERUSER UNDELETE_SECRET {\"path\":\"a\",\"versions\":[1,2]}",
      "cipher encrypt --plaintext aGVsbG8= | {\"version\":1,\"nonce\":\"bm9uY2U=\",\"ciphertext\":"
          + "\"c2VhbGVk\"} | {\"version\":1,\"nonce\":\"bm9uY2U=\",\"ciphertext\":\"c2VhbGVk\"}¶"
          + "| SUPERUSER ENCRYPT_DATA {\"plaintext\":\"aGVsbG8=\"}",
      "cipher decrypt --version 1 --nonce bm9uY2U= --ciphertext c2VhbGVk "
          + "| {\"plaintext\":\"aGVsbG8=\"} | hello | SUPERUSER DECRYPT_DATA {\"version\":1,"
          + "\"nonce\":\"bm9uY2U=\",\"ciphertext\":\"c2VhbGVk\"}",
      "cipher decrypt --version 1 | {\"plaintext\":null} | `` | SUPERUSER DECRYPT_DATA "
          + "{\"version\":1,\"nonce\":null,\"ciphertext\":null}",
      "backup run | {\"id\":\"b1\",\"file\":\"/b/f\",\"bytes\":4096,\"rows\":3,"
          + "\"changeNumber\":7,\"level\":\"verified\",\"millis\":182} "
          + "| Backup b1 is verified.¶  File          : /b/f¶  Size          : 4096 bytes¶"
          + "  Rows opened   : 3¶  Change number : 7¶  Seconds       : 0.182¶"
          + "| SUPERUSER RUN_BACKUP {}"})
  void run_whatWorks_printsSpikesText(String line, String answer, String out, String asked) {
    // Given
    FakeNexus nexus = FakeNexus.answering(answer);
    Shell shell = shell(nexus);

    // When
    int exit = shell.run(line);

    // Then
    assertThat(shell.err()).isEmpty();
    assertThat(shell.out()).isEqualTo(out.replace("¶", "\n"));
    assertThat(nexus.asked()).containsExactly(asked);
    assertThat(exit).isZero();
  }

  @Test
  void metadataGet_human_isSpikesTable() {
    // Given
    Shell shell = shell(FakeNexus.answering("{\"versions\":{"
        + "\"1\":{\"createdTime\":\"2025-01-02T03:04:05.67Z\",\"version\":1,"
        + "\"deletedTime\":\"2025-01-03T03:04:05Z\"},"
        + "\"2\":{\"createdTime\":\"2025-01-02T04:04:05+01:00\",\"version\":2,"
        + "\"deletedTime\":null}},\"metadata\":{\"currentVersion\":2,\"oldestVersion\":2,"
        + "\"createdTime\":\"2025-01-02T03:04:05Z\",\"updatedTime\":\"2025-01-02T03:04:05Z\","
        + "\"maxVersions\":10}}"));

    // When
    int exit = shell.run("secret metadata get a");

    // Then
    String line = "-".repeat(50);
    assertThat(shell.out().replaceAll(":05 \\S+", ":05 ZONE")
        .replaceAll("2025-01-0(\\d) \\d\\d:\\d\\d", "2025-01-0$1 HH:MM"))
        .isEqualTo(("\nMetadata:\n" + line + "\nCurrent Version : 2\nOldest Version  : 2\n"
            + "Created Time    : T2\nLast Updated    : T2\nMax Versions    : 10\n" + line
            + "\n\nSecret Versions:\n" + line + "\nVersion 1:\n  Created: T2\n  Deleted: T3\n"
            + line + "\nVersion 2:\n  Created: T2\n" + line + "\n")
            .replaceAll("T(\\d)", "2025-01-0$1 HH:MM:05 ZONE"));
    assertThat(exit).isZero();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "NOT_FOUND | Error: Resource not found. | 3",
      "BAD_REQUEST | Error: Invalid request. | 1",
      "UNAUTHORIZED | Error: Unauthorized access. | 4",
      "UNREACHABLE | Error: Failed to connect to SPIKE Nexus. | 6",
      "CONFLICT | Error: [entity_version_invalid] nexus at https://localhost:8553 answered so | 8",
      "BAD_ANSWER | Error: Failed to parse API response. | 1"})
  void run_nexusRefuses_printsSpikesLineThenOurs(ErrorCode code, String line, int expected) {
    // Given
    Shell shell = shell(FakeNexus.failing(code));

    // When
    int exit = shell.run("secret get a");

    // Then
    assertThat(shell.err().lines()).hasSize(2).first().isEqualTo(line);
    assertThat(shell.err().lines().skip(1).findFirst().orElseThrow())
        .startsWith("spike: nexus at https://localhost:8553 answered so");
    assertThat(shell.out()).isEmpty();
    assertThat(exit).isEqualTo(expected);
  }

  @Test
  void run_nexusIsSealed_saysSpikesWordsAndWhatToDo() {
    // Given
    Shell shell = shell(FakeNexus.failing(ErrorCode.NOT_READY));

    // When
    int exit = shell.run("secret list");

    // Then
    assertThat(shell.err())
        .startsWith("\n  SPIKE is not ready yet. Please wait a moment and try again.\nspike: ")
        .contains("spike operator restore");
    assertThat(exit).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "secret get a b | {\"data\":{\"c\":\"1\"}} | Error: Key not found. | 3",
      "secret get a | {\"data\":null} | Error: Secret has no data. | 1",
      "secret get a | [] | Error: Failed to parse API response. | 1",
      "secret put a b | {} | Error: Invalid key-value pair: b | 1",
      "secret put a:b x=1 | {} | Error: Invalid secret path: a:b | 1",
      "secret delete a -v x | {} | Error: Invalid version number: x | 1",
      "secret delete a -v 1,-2 | {} | Error: Negative version number: -2 | 1",
      "secret list -f xml | {} | Error: invalid format 'xml'. Valid formats are: human/h/plain/p,"
          + " json/j, yaml/y | 1"})
  void run_whatCannotBeDone_printsSpikesLineAndFails(String line, String answer,
      String expected, int code) {
    // Given
    Shell shell = shell(FakeNexus.answering(answer));

    // When
    int exit = shell.run(line);

    // Then
    assertThat(shell.err().lines()).first().isEqualTo(expected);
    assertThat(shell.err().lines().skip(1)).allMatch(each -> each.startsWith("spike: "));
    assertThat(exit).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "secret delete | accepts 1 arg(s), received 0",
      "secret get | accepts between 1 and 2 arg(s), received 0",
      "secret put a | requires at least 2 arg(s), only received 1",
      "policy create x | unknown command \"x\" for \"spike policy create\"",
      "secret get a --foo | unknown flag: --foo",
      "secret get a -x | unknown shorthand flag: 'x' in -x",
      "secret get a -v | flag needs an argument: 'v' in -v",
      "secret get a --version | flag needs an argument: --version",
      "secret get a -v abc | invalid argument \"abc\" for \"-v, --version\" flag:"
          + " strconv.ParseInt: parsing \"abc\": invalid syntax",
      "x | unknown command \"x\" for \"spike\"",
      "secret x | unknown command \"x\" for \"spike secret\""})
  void run_senselessLine_saysWhyTwiceAsSpikeDoes(String line, String expected) {
    // Given
    FakeNexus nexus = FakeNexus.answering("{}");
    Shell shell = shell(nexus);

    // When
    int exit = shell.run(line);

    // Then
    List<String> lines = shell.err().lines().toList();
    assertThat(lines).first().isEqualTo("Error: " + expected);
    assertThat(lines).last().isEqualTo(expected);
    assertThat(nexus.asked()).isEmpty();
    assertThat(exit).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret help", "help secret", "secret --help", "secret"})
  void run_helpOfAGroup_isGivenInEachWay(String line) {
    Shell shell = shell(FakeNexus.answering("{}"));
    assertThat(shell.run(line)).isZero();
    assertThat(shell.out()).contains("spike secret [command]", "undelete");
  }

  @Test
  void run_helpAndVersion_needNoIdentity() {
    // Given
    Shell help = shell(FakeNexus.answering("{}"));
    Shell version = shell(FakeNexus.answering("{}"));

    // When
    int helpExit = help.run("secret get --help");
    int versionExit = version.run("--version");

    // Then
    assertThat(help.out()).contains("spike secret get <path> [key] [flags]")
        .contains("-v, --version int").contains("(default \"human\")");
    assertThat(version.out()).startsWith("spike ");
    assertThat(helpExit + versionExit).isZero();
  }

  @Test
  void run_nothingSet_usesTheDevelopmentEnvironmentAndSaysSo() throws IOException {
    // Given
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Path conf = Files.createDirectories(home.resolve(".spike/dev/conf"));
    Path socket = home.resolve("superuser.sock");
    Files.writeString(conf.resolve("pilot.properties"),
        "spiffe.endpoint.socket=unix://" + socket + "\n");

    // When
    Pilot.run(new String[]{"secret", "list"}, Terminal.of(new ByteArrayOutputStream(), err,
        new ByteArrayInputStream(new byte[0])), Map.of("HOME", home.toString()));

    // Then
    assertThat(err.toString(UTF_8)).startsWith("spike: no SPIRE agent here, so this uses the "
        + "development environment in " + home.resolve(".spike/dev") + "\nspike: there is no "
        + "Workload API socket at " + socket);
  }

  @Test
  void run_noWorkloadApiSocket_saysSoAtOnce() {
    // Given
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal = Terminal.of(new ByteArrayOutputStream(), err,
        new ByteArrayInputStream(new byte[0]));
    Path socket = home.resolve("none.sock");
    long start = System.nanoTime();

    // When
    int exit = Pilot.run(new String[]{"secret", "list"}, terminal,
        Map.of("HOME", home.toString(), "SPIFFE_ENDPOINT_SOCKET", "unix://" + socket));

    // Then
    assertThat(err.toString(UTF_8))
        .startsWith("spike: there is no Workload API socket at " + socket);
    // Not after the 10 seconds that an SVID may take.
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
    assertThat(exit).isEqualTo(7);
  }
}
