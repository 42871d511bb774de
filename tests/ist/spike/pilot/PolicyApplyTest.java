// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static ist.spike.pilot.PolicyTexts.FLAGS;
import static ist.spike.pilot.PolicyTexts.PUT;
import static ist.spike.pilot.PolicyTexts.SHOWN;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Transcripts of {@code spike policy apply}: flags, a file, a folder of files. */
@SuppressWarnings("StringConcatToTextBlock") // one case of a table a paragraph
final class PolicyApplyTest {

  private static final String YAML = """
      # who and what
      name: p1
      spiffeidPattern: '^spiffe://e\\.org/w$'
      pathPattern: ^a/.*$
      permissions:
        - read
        - write
      unknown: [1, 2]
      """;

  @TempDir
  Path home;

  private final FakeNexus nexus = PolicyTexts.nexus();

  private Shell shell() {
    return new Shell(home, nexus);
  }

  @Test
  void apply_flagsOrFile_putsWithoutLooking() throws IOException {
    // Given
    Path file = Files.writeString(home.resolve("p.yaml"), YAML);
    Shell shell = shell();

    // When
    int exits = shell.run("policy apply " + FLAGS) + shell.run("policy apply --file " + file);

    // Then
    assertThat(shell.out()).isEqualTo("Policy 'p1' applied successfully\n".repeat(2));
    assertThat(nexus.asked()).containsExactly(PUT, PUT);
    assertThat(exits).isZero();
  }

  @Test
  void apply_folder_showsWhatDiffersAndSendsThatAlone() throws IOException {
    // Given
    Path folder = Files.createDirectory(home.resolve("policies"));
    Files.writeString(folder.resolve("1.yaml"), YAML);
    Files.writeString(folder.resolve("2.yml"), YAML.replace("p1", "new"));
    Files.writeString(folder.resolve("notes.txt"), "not: a policy");
    nexus.answering(Operation.GET_POLICY, SHOWN.replace("^a/.*$", "^b$"));
    Shell shell = shell();

    // When
    int dry = shell.run("policy apply --dry-run --dir " + folder);
    List<String> askedDry = List.copyOf(nexus.asked());
    int real = shell.run("policy apply " + folder);

    // Then
    String difference = "~ p1\n  - pathPattern: ^b$\n  + pathPattern: ^a/.*$\n+ new\n"
        + "  + spiffeidPattern: ^spiffe://e\\.org/w$\n  + pathPattern: ^a/.*$\n"
        + "  + permissions: read, write\n1 other policies are in Nexus; they stay as they are.\n";
    assertThat(shell.out()).isEqualTo(difference + "Dry run: nothing was changed.\n" + difference
        + "Policy 'p1' applied successfully\nPolicy 'new' applied successfully\n");
    assertThat(askedDry).noneMatch(asked -> asked.contains("PUT_POLICY"));
    assertThat(nexus.asked()).endsWith(PUT, PUT.replace("p1", "new"));
    assertThat(dry + real).isZero();
  }

  @Test
  void apply_folderThatIsApplied_sendsNothing() throws IOException {
    // Given
    Files.writeString(home.resolve("1.yaml"), YAML);
    Shell shell = shell();

    // When
    int exit = shell.run("policy apply " + home);

    // Then
    assertThat(shell.out())
        .isEqualTo("= p1\n1 other policies are in Nexus; they stay as they are.\n");
    assertThat(nexus.asked()).noneMatch(asked -> asked.contains("PUT_POLICY"));
    assertThat(exit).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "# nothing\n", "---\n"})
  void apply_fileWithNothingInIt_missesTheName(String text) throws IOException {
    // Given
    Path file = Files.writeString(home.resolve("p.yaml"), text);
    Shell shell = shell();

    // When
    int exit = shell.run("policy apply --file " + file);

    // Then
    assertThat(shell.err()).startsWith(
        "Error reading policy file: [data_invalid_input] policy name is required in YAML file\n");
    assertThat(exit).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "name: p1 | `` | [data_invalid_input] policy name is required in YAML file",
      "spiffeidPattern: '^spiffe://e\\.org/w$' | `` | [data_invalid_input] spiffeidPattern is required in"
          + " YAML file",
      "pathPattern: ^a/.*$ | `` | [data_invalid_input] pathPattern is required in YAML file",
      "permissions: | other: | [data_invalid_input] permissions are required in YAML file",
      "'^spiffe://e\\.org/w$' | \"e\\.org\" | [data_unmarshal_failure] failed to parse YAML file FILE:"
          + " yaml: found unknown escape character ",
      "name: p1 | name: | [data_invalid_input] policy name is required in YAML file",
      "name: p1 | a: b: c | [data_unmarshal_failure] failed to parse YAML file FILE: yaml: mapping"
          + " values are not allowed here",
      "pathPattern: ^a/.*$ | pathPattern: [] | [data_unmarshal_failure] failed to parse YAML file FILE:"
          + " yaml: pathPattern is no text"})
  void apply_fileThatIsNoPolicy_saysWhatSpikeSays(String part, String instead, String expected)
      throws IOException {
    // Given
    Path file = Files.writeString(home.resolve("p.yaml"), YAML.replace(part, instead));
    Shell shell = shell();

    // When
    int exit = shell.run("policy apply --file " + file);

    // Then
    assertThat(shell.err())
        .startsWith("Error reading policy file: " + expected.replace("FILE", file.toString()));
    assertThat(nexus.asked()).isEmpty();
    assertThat(exit).isEqualTo(1);
  }

  @Test
  void apply_twoFilesOfOneName_doesNothing() throws IOException {
    // Given
    Files.writeString(home.resolve("1.yaml"), YAML);
    Files.writeString(home.resolve("2.yaml"), YAML);
    Shell shell = shell();

    // When
    int exit = shell.run("policy apply " + home);

    // Then
    assertThat(shell.err()).contains("two files name the policy 'p1'; nothing was done");
    assertThat(nexus.asked()).isEmpty();
    assertThat(exit).isEqualTo(1);
  }

  @Test
  void apply_nexusFindsItInvalid_saysWhatIsWrong() {
    // Given
    nexus.failing(Operation.PUT_POLICY, ErrorCode.BAD_REQUEST);
    Shell shell = shell();

    // When
    int exit = shell.run("policy apply " + FLAGS.replace("^a/.*$", "^spike"));

    // Then
    assertThat(shell.err()).startsWith("Error: Invalid request.\nspike: the path pattern ^spike"
        + " touches the reserved path spike/system/acl");
    assertThat(exit).isEqualTo(1);
  }
}
