// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the secret verbs have beyond SPIKE's. A pilcrow stands for a line end. */
final class SecretVerbsTest {

  @TempDir
  private Path home = Path.of("");

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "secret get a -f table | {\"data\":{\"user\":\"r\\nx\\u001b\",\"k\":\"v\"}} "
          + "| KEY   VALUE¶k     v¶user  r\\nx\\u001b¶ | GET_SECRET {\"path\":\"a\"}",
      "secret get a k -f t | {\"data\":{\"user\":\"r\",\"k\":\"v\"}} | KEY  VALUE¶k    v¶"
          + "| GET_SECRET {\"path\":\"a\"}",
      "secret list -f t --prefix t/ --after t/a --limit 2 --readable | {\"keys\":[\"t/b\"]} "
          + "| PATH¶t/b¶ "
          + "| LIST_SECRETS {\"prefix\":\"t/\",\"after\":\"t/a\",\"limit\":2,\"readable\":true}",
      "list --limit=2 | {\"keys\":[\"a\",\"b\"]} | - a¶- b¶ | LIST_SECRETS {\"limit\":2}",
      "put a x=@@y --cas 0 | {} | OK¶ "
          + "| PUT_SECRET {\"path\":\"a\",\"values\":{\"x\":\"@y\"},\"cas\":0}",
      "secret destroy a -y | {} | OK¶ | DESTROY_SECRET {\"path\":\"a\",\"versions\":[0]}",
      "secret destroy a --yes -v 1,2 | {} | OK¶ "
          + "| DESTROY_SECRET {\"path\":\"a\",\"versions\":[1,2]}",
      "secret destroy a --yes --all | {} | OK¶ "
          + "| DESTROY_SECRET {\"path\":\"a\",\"versions\":[0],\"all\":true}",
      "secret get a -f json | {\"data\":{}} | {}¶ | GET_SECRET {\"path\":\"a\"}",
      "secret get a -f yaml | {\"data\":{}} | {}¶¶ | GET_SECRET {\"path\":\"a\"}",
      "undelete a -v 3000000000 | {} | OK¶ "
          + "| UNDELETE_SECRET {\"path\":\"a\",\"versions\":[2147483647]}",
      "delete a | {} | OK¶ | DELETE_SECRET {\"path\":\"a\",\"versions\":[0]}"})
  void run_ourFlags_areSentAndShown(String line, String answer, String out, String asked) {
    // Given
    FakeNexus nexus = FakeNexus.answering(answer);
    Shell shell = new Shell(home, nexus);

    // When
    int exit = shell.run(line);

    // Then
    assertThat(shell.err()).isEmpty();
    assertThat(shell.out()).isEqualTo(out.replace("¶", "\n"));
    assertThat(nexus.asked()).containsExactly("SUPERUSER " + asked);
    assertThat(exit).isZero();
  }

  @ParameterizedTest
  @CsvSource({"delete, DELETE_SECRET", "undelete, UNDELETE_SECRET"})
  void change_emptyListOfVersions_isSpikesDefaultAndSaid(String verb, String operation) {
    // Given
    FakeNexus nexus = FakeNexus.answering("{}");
    Shell shell = new Shell(home, nexus);

    // When
    int exit = shell.run("secret " + verb + " a --versions=");

    // Then
    assertThat(nexus.asked())
        .containsExactly("SUPERUSER " + operation + " {\"path\":\"a\",\"versions\":[0]}");
    assertThat(shell.out()).isEqualTo("OK\n");
    assertThat(shell.err()).startsWith("spike: --versions was empty, which means 0: ");
    assertThat(exit).isZero();
  }

  @Test
  void destroy_emptyListOfVersions_isRefused() {
    // Given
    FakeNexus nexus = FakeNexus.answering("{}");
    Shell shell = new Shell(home, nexus);

    // When
    int exit = shell.run("secret destroy a --yes --versions=");

    // Then
    assertThat(shell.err()).startsWith("Error: Invalid version number: \n");
    assertThat(nexus.asked()).isEmpty();
    assertThat(exit).isEqualTo(1);
  }

  @Test
  void put_valuesFromFilesAndInput_areStoredAsTheyAre() throws IOException {
    // Given
    Path file = Files.writeString(home.resolve("v"), "zwei\nü");
    FakeNexus nexus = FakeNexus.answering("{}");
    Shell shell = new Shell(home, nexus);

    // When
    int exit = shell.run(List.of("secret", "put", "a", "f=@" + file, "i=@-"), "end\n");
    int json = shell.run(List.of("secret", "put", "a", "@-"), "{\"x\":\"1\",\"y\":\"@z\"}");

    // Then
    assertThat(nexus.asked()).containsExactly(
        "SUPERUSER PUT_SECRET {\"path\":\"a\",\"values\":{\"f\":\"zwei\\nü\",\"i\":\"end\\n\"}}",
        "SUPERUSER PUT_SECRET {\"path\":\"a\",\"values\":{\"x\":\"1\",\"y\":\"@z\"}}");
    assertThat(exit + json).isZero();
  }

  @Test
  void put_atATerminal_asksUnseen() {
    // Given
    FakeNexus nexus = FakeNexus.answering("{}");
    Shell shell = new Shell(home, nexus);

    // When
    int exit = shell.runTyped("secret put a password=@-", "pässword");

    // Then
    assertThat(nexus.asked()).containsExactly(
        "SUPERUSER PUT_SECRET {\"path\":\"a\",\"values\":{\"password\":\"pässword\"}}");
    assertThat(shell.out() + shell.err()).isEqualTo("OK\n");
    assertThat(exit).isZero();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "a x=@/no/such/file | '' | /no/such/file cannot be read",
      "a x=@- y=@- | '' | only one value can be @-",
      "a @- | [] | standard input is not one JSON object of texts",
      "a @- | {\"x\":{}} | standard input is not one JSON object of texts"})
  void put_sourceThatCannotBeRead_storesNothing(String words, String input, String cause) {
    // Given
    FakeNexus nexus = FakeNexus.answering("{}");
    Shell shell = new Shell(home, nexus);

    // When
    int exit = shell.run(List.of(("secret put " + words).split(" ")), input);

    // Then
    assertThat(shell.err())
        .startsWith("Error: Invalid input provided.\nspike: nothing was stored; ")
        .contains(cause);
    assertThat(nexus.asked()).isEmpty();
    assertThat(exit).isEqualTo(1);
  }

  @Test
  void put_bytesThatAreNoText_areRefusedWithoutShowingThem() throws IOException {
    // Given
    Path binary = Files.write(home.resolve("b"), new byte[]{'s', 'e', 'c', (byte) 0xff});
    Path huge = Files.write(home.resolve("h"), new byte[1_048_577]);
    FakeNexus nexus = FakeNexus.answering("{}");
    Shell shell = new Shell(home, nexus);

    // When
    int exits = shell.run("secret put a x=@" + binary) + shell.run("secret put a x=@" + huge);

    // Then
    assertThat(shell.err()).contains("the value of x is not UTF-8 text; give bytes in base64",
        "has more than 1048576 bytes").doesNotContain("sec\ufffd");
    assertThat(nexus.asked()).isEmpty();
    assertThat(exits).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"y, 1", "Y, 1", "n, 0", "'', 0", "yes, 0"})
  void destroy_withoutYes_asksFirst(String typed, int asked) {
    // Given
    FakeNexus nexus = FakeNexus.answering("{}");
    Shell shell = new Shell(home, nexus);

    // When
    int exit = shell.run(List.of("secret", "destroy", "a", "--all"), typed + "\n");

    // Then
    assertThat(shell.out())
        .isEqualTo("Are you sure you want to destroy every version of 'a' for good?"
            + " (y/N): " + (asked == 1 ? "OK\n" : "Operation canceled.\n"));
    assertThat(nexus.asked()).hasSize(asked);
    assertThat(exit).isZero();
  }

  @Test
  void list_cutByItsLimit_saysHowToGoOn() {
    // Given
    Shell shell = new Shell(home, FakeNexus.answering("{\"keys\":[\"a\",\"b\"],\"more\":true}"));

    // When
    int exit = shell.run("secret list --limit 2");

    // Then
    assertThat(shell.out()).isEqualTo("- a\n- b\n");
    assertThat(shell.err()).isEqualTo("spike: there are more; go on with --after 'b'\n");
    assertThat(exit).isZero();
  }

  @Test
  void run_outputThatCannotBeWritten_isAFailure() {
    // Given
    OutputStream full = new OutputStream() {
      @Override
      public void write(int octet) throws IOException {
        throw new IOException("no space left on device");
      }
    };
    Terminal terminal =
        Terminal.of(full, OutputStream.nullOutputStream(), InputStream.nullInputStream());

    // When
    int exit = Pilot.run(List.of("secret", "list"), terminal, Map.of("HOME", home.toString(),
        "SPIFFE_ENDPOINT_SOCKET", "unix:///none"), FakeNexus.answering("{\"keys\":[]}"));

    // Then
    assertThat(exit).isEqualTo(1);
  }
}
