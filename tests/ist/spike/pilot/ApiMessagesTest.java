// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.config.Settings;
import ist.spike.identity.Role;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people are told to do about a refusal is about what they asked for. */
final class ApiMessagesTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "spike secret get     | NOT_FOUND    | NOT_FOUND | spike secret list",
      "spike secret get     | BAD_REQUEST  | FAILED | a path has at most 500 characters",
      "spike backup show    | NOT_FOUND    | NOT_FOUND | spike backup list",
      "spike backup restore | NOT_FOUND    | NOT_FOUND | it does not hold what was asked for",
      "spike backup copy    | BAD_REQUEST  | FAILED | backup.copy.roots",
      "spike backup restore | CONFLICT     | CONFLICT | has another root key than the backup",
      "spike backup drill   | NOT_READY    | NOT_READY | another backup or drill is under way",
      "spike backup run     | UNAUTHORIZED | UNAUTHORIZED | no policy grants this",
      "spike list           | UNAUTHORIZED | UNAUTHORIZED | spike policy explain",
      "spike policy apply   | BAD_REQUEST  | FAILED | regular expressions as in Go",
      "spike policy get     | NOT_FOUND    | NOT_FOUND | spike policy list",
      "spike cipher decrypt | BAD_REQUEST  | FAILED | nexus.crypto.max.ciphertext.size",
      "spike dead-letter list | UNAUTHORIZED | UNAUTHORIZED | it is for superusers",
      "spike dead-letter list | BAD_REQUEST | FAILED | may not know the operation",
      "spike store check    | NOT_FOUND    | NOT_FOUND | begin again",
      "spike audit verify   | NOT_FOUND    | NOT_FOUND | begin again",
      "spike status         | BAD_REQUEST  | FAILED | may not know the operation"})
  void failure_ofAVerb_hintsAtWhatTheVerbIsAbout(String verb, ErrorCode code, ExitCode exit,
      String hint) {
    // Given
    Command command = new Command(verb, "", "", List.of(), Command.Arity.ANY, List.of(),
        Optional.empty());

    // When
    CommandFailure failure = ApiMessages.failure(new SpikeException(code, "it said no"), command);

    // Then
    assertThat(failure.explanation()).startsWith("it said no").contains(hint);
    if (!verb.matches("spike (secret .*|list)")) {
      assertThat(failure.explanation()).doesNotContain("secret");
    }
    assertThat(failure.exitCode()).isEqualTo(exit);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "http://localhost:8553", "https://"})
  void failure_ofAnAddressThatIsNone_isSpikesFailureToConnect(String url) {
    // Given
    Settings settings = Settings.load("pilot", List.of(), Map.of("SPIKE_NEXUS_API_URL", url));
    Command command = new Command("spike secret get", "", "", List.of(), Command.Arity.ANY,
        List.of(), Optional.empty());

    // When, Then
    assertThatThrownBy(() -> HttpNexus.connect(settings, "unix:///none.sock", Role.SUPERUSER))
        .isInstanceOfSatisfying(SpikeException.class, e -> {
          CommandFailure failure = ApiMessages.failure(e, command);
          assertThat(failure.lines()).containsExactly("Error: Failed to connect to SPIKE Nexus.");
          assertThat(failure.explanation()).contains(url, "must be an https URL");
        });
  }
}
