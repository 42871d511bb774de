// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static ist.spike.pilot.PolicyTexts.FLAGS;
import static ist.spike.pilot.PolicyTexts.NAMES;
import static ist.spike.pilot.PolicyTexts.PUT;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transcripts of {@code spike policy …}. In tables a pilcrow stands for a line end. */
@SuppressWarnings("StringConcatToTextBlock") // one case of a table a paragraph
final class PolicyCommandsTest {

  private static final String NONE = "{\"policies\":[]}";
  private static final String LIST =
      "SUPERUSER LIST_POLICIES {\"spiffeidPattern\":\"\",\"pathPattern\":\"\"}";

  @TempDir
  Path home;

  private final FakeNexus nexus = PolicyTexts.nexus();

  private Shell shell() {
    return new Shell(home, nexus);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "list | POLICIES¶========¶¶Name: p1¶--------¶¶Name: p 2¶--------¶¶¶",
      "list -f json | [¶  {¶    \"id\": \"\",¶    \"name\": \"p1\"¶  },¶  {¶    \"id\": \"\",¶"
          + "    \"name\": \"p 2\"¶  }¶]¶",
      "list -f yaml | - id: \"\"¶  name: p1¶- id: \"\"¶  name: p 2¶¶",
      "get p1 ignored | POLICY DETAILS¶=============¶¶Name: p1¶SPIFFE ID Pattern: ^spiffe://e\\.org/w$¶"
          + "Path Pattern: ^a/.*$¶Permissions: read, write¶Created At: TIME¶Updated At: TIME¶¶",
      "get --name p1 -f j | {¶  \"id\": \"\",¶  \"name\": \"p1\",¶  \"spiffiedPattern\":"
          + " \"^spiffe://e\\\\.org/w$\",¶  \"pathPattern\": \"^a/.*$\",¶  \"permissions\": [¶"
          + "    \"read\",¶    \"write\"¶  ],¶  \"createdAt\": \"TIME\",¶  \"updatedAt\": \"TIME\"¶}¶",
      "get p1 -f y | id: \"\"¶name: p1¶spiffeidpattern: ^spiffe://e\\.org/w$¶pathpattern:"
          + " ^a/.*$¶permissions:¶    - read¶    - write¶createdat: TIME¶updatedat: TIME¶"
          + "idregex: null¶pathregex: null¶¶",
      "delete p1 --yes | Policy deleted successfully.¶"})
  void run_whatWorks_printsSpikesText(String line, String out) {
    // Given
    Shell shell = shell();

    // When
    int exit = shell.run("policy " + line);

    // Then
    assertThat(shell.err()).isEmpty();
    assertThat(shell.out().replaceAll("2026-01-0[0-9]T[0-9:.]+(Z|[+-][0-9:]+)", "TIME"))
        .isEqualTo(out.replace("¶", "\n"));
    assertThat(exit).isZero();
  }

  @Test
  void list_nothingThere_saysSo() {
    // Given
    nexus.answering(Operation.LIST_POLICIES, NONE);
    Shell shell = shell();

    // When
    shell.run("policy list --path-pattern ^a$");
    shell.run("policy list -f json");
    shell.run("policy list -f yaml");

    // Then
    assertThat(shell.out()).isEqualTo("No policies found.\n[]\n[]\n");
    assertThat(nexus.asked()).first()
        .isEqualTo("SUPERUSER LIST_POLICIES {\"spiffeidPattern\":\"\",\"pathPattern\":\"^a$\"}");
  }

  @Test
  void create_newName_listsThenPuts() {
    // Given
    nexus.answering(Operation.LIST_POLICIES, NONE);
    Shell shell = shell();

    // When
    int exit = shell.run("policy create " + FLAGS);

    // Then
    assertThat(shell.out()).isEqualTo("Policy created successfully.\n");
    assertThat(nexus.asked()).containsExactly(LIST, PUT);
    assertThat(exit).isZero();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "y | Policy deleted successfully. | true", "Y | Policy deleted successfully. | true",
      "n | Operation canceled. | false", "`` | Operation canceled. | false",
      "yes | Operation canceled. | false"})
  void delete_asked_goesOnForYAlone(String typed, String last, boolean deleted) {
    // Given
    Shell shell = shell();

    // When
    int exit = shell.run(List.of("policy", "delete", "p1"), typed + "\n");

    // Then
    assertThat(shell.out()).isEqualTo(
        "Are you sure you want to delete policy 'p1'? (y/N): " + last + "\n");
    assertThat(nexus.asked().contains("SUPERUSER DELETE_POLICY {\"id\":\"p1\"}"))
        .isEqualTo(deleted);
    assertThat(exit).isZero();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "get | Error: Invalid input provided.", "delete | Error: Invalid input provided.",
      "delete other --yes | Error: Entity not found.",
      "create --name p1 | Error: All flags are required.",
      "create " + FLAGS + " | Error: Policy 'p1' already exists.",
      "create " + FLAGS + ",foo | Error: [access_invalid_permission] invalid permission: 'foo'."
          + " valid permissions: 'read, write, list, execute, super'",
      "apply --name x --path-pattern x --spiffeid-pattern x --permissions , |"
          + " Error: [access_invalid_permission] no valid permissions specified. valid permissions"
          + " are: read, write, list, execute, super",
      "apply --name x | Error: Invalid input provided.",
      "apply --file none.yaml | Error reading policy file: [fs_file_open_failed] file none.yaml does"
          + " not exist",
      "list -f xml | Error: invalid format 'xml'. Valid formats are: human/h/plain/p, json/j, yaml/y",
      "explain --path a | Error: Invalid input provided.",
      "list --path-pattern a --spiffeid-pattern b | Error: if any flags in the group [path-pattern"
          + " spiffeid-pattern] are set none of the others can be; [path-pattern spiffeid-pattern]"
          + " were all set",
      "list x | Error: unknown command \"x\" for \"spike policy list\"",
      "apply nowhere | Error: unknown command \"nowhere\" for \"spike policy apply\": there is no such"
          + " folder"})
  void run_whatCannotBeDone_printsSpikesLineAndFails(String line, String expected) {
    // Given
    Shell shell = shell();

    // When
    int exit = shell.run("policy " + line);

    // Then
    assertThat(shell.err().lines()).first().isEqualTo(expected);
    assertThat(nexus.asked()).noneMatch(asked -> asked.matches(".*(PUT|DELETE)_POLICY.*"));
    assertThat(exit).isPositive();
  }

  @Test
  void get_nameNoPolicyCanHave_isNotFound() {
    // Given
    Shell shell = new Shell(home, new ScriptedNexus().fails(ErrorCode.BAD_REQUEST).answers(NAMES));

    // When
    int exit = shell.run("policy get bad!");

    // Then
    assertThat(shell.err()).startsWith("Error: Entity not found.\n");
    assertThat(exit).isEqualTo(3);
  }

  @Test
  void create_flagsMissing_namesEachInOrder() {
    // Given
    Shell shell = shell();

    // When
    shell.run("policy create --path-pattern x");

    // Then
    assertThat(shell.err().lines()).startsWith("Error: All flags are required.",
        "  --name is missing", "  --spiffeid-pattern is missing", "  --permissions is missing");
  }

  @ParameterizedTest
  @CsvSource({"NOT_FOUND", "UNREACHABLE"})
  void get_unknownPolicy_isNotFoundOnBothKindsOfNexus(ErrorCode code) {
    // Given
    nexus.failing(Operation.GET_POLICY, code);
    Shell shell = shell();

    // When
    int exit = shell.run("policy get other");

    // Then
    assertThat(shell.err()).startsWith("Error: Entity not found.\nspike: there is no policy");
    assertThat(exit).isEqualTo(3);
  }

  @Test
  void explain_answer_isShownInWordsOrAsJson() {
    // Given
    nexus.answering(Operation.EXPLAIN_POLICY,
        "{\"granted\":true,\"decidedBy\":\"policy 'p1' grants it\","
            + "\"policies\":[{\"name\":\"p1\",\"grants\":true,\"reasons\":[],\"warnings\":[\"wide\"]},"
            + "{\"name\":\"p2\",\"grants\":false,\"reasons\":[\"no read\"],\"warnings\":[]}],\"omitted\":3}");
    Shell shell = shell();

    // When
    int exits = shell.run(Arrays.asList("policy explain --spiffeid spiffe://e.org/w --path a/b"
        .split(" ")), "")
        + shell.run("policy explain --spiffeid spiffe://e.org/w --path a -f json");

    // Then
    assertThat(shell.out()).startsWith("GRANTED: policy 'p1' grants it\n\np1: grants it\n"
        + "  warning: wide\n\np2: no\n  no read\n\n3 more policies, which are as far from granting"
        + " it, are not shown.\n{\n  \"granted\": true,\n  \"decidedBy\": ");
    assertThat(nexus.asked()).first().isEqualTo("SUPERUSER EXPLAIN_POLICY"
        + " {\"spiffeId\":\"spiffe://e.org/w\",\"path\":\"a/b\",\"permission\":\"read\"}");
    assertThat(exits).isZero();
  }
}
