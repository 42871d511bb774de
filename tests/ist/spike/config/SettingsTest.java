// SPDX-License-Identifier: Apache-2.0
package ist.spike.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where values come from, what the getters take, and what their errors say. */
final class SettingsTest {

  @TempDir
  private Path dir = Path.of("");

  private static Settings with(String key, String value) {
    return Settings.load("settings-test", Optional.empty(),
        Map.of(Settings.variableOf(key), value));
  }

  private static void assertRefused(String key, String value, Consumer<Settings> getter,
      String message) {
    assertThatThrownBy(() -> getter.accept(with(key, value)))
        .isInstanceOfSatisfying(SpikeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_SETTING))
        .hasMessage(message);
  }

  @Test
  void load_defaultsFileAndEnvironment_laterOnesWin() throws IOException {
    // Given
    Path file = Files.writeString(dir.resolve("a.properties"), "a.number=2\na.wait=2s\n");

    // When
    Settings settings = Settings.load("settings-test", List.of("-x", "--config", file.toString()),
        Map.of("SPIKE_A_WAIT", "3s", "SPIKE_A_LIST", " ", "SPIKE_CONFIG", "/nowhere"));

    // Then
    assertThat(settings.integer("a.number", 1, 9)).isEqualTo(2);
    assertThat(settings.duration("a.wait", Duration.ZERO)).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.list("a.list")).containsExactly("x", "y");
    assertThat(settings.find("a.empty")).isEmpty();
    assertThat(settings.toProperties()).containsEntry("a.number", "2").containsEntry("a.empty", "");
  }

  @Test
  void load_fileFromEnvironment_isUsed() throws IOException {
    // Given
    Path file = Files.writeString(dir.resolve("b.properties"), "a.number=7\n");

    // When
    Settings settings = Settings.load("settings-test", List.of(),
        Map.of("SPIKE_CONFIG", file.toString()));

    // Then
    assertThat(settings.integer("a.number", 1, 9)).isEqualTo(7);
  }

  @Test
  void load_unknownKeyInFile_namesTheNearest() throws IOException {
    // Given
    Path file = Files.writeString(dir.resolve("c.properties"), "a.numbr=2\n");

    // When, Then
    assertThatThrownBy(() -> Settings.load("settings-test", Optional.of(file), Map.of()))
        .hasMessage("a.numbr in " + file
            + " is no setting of settings-test; did you mean a.number?");
  }

  @Test
  void load_missingFile_saysSo() {
    // Given
    Path file = dir.resolve("none.properties");

    // When, Then
    assertThatThrownBy(
        () -> Settings.load("settings-test", List.of("--config=" + file), Map.of()))
        .hasMessage("there is no configuration file " + file);
  }

  @Test
  void invalidValueInFile_namesTheFile() throws IOException {
    // Given
    Path file = Files.writeString(dir.resolve("d.properties"), "a.number=two\n");
    Settings settings = Settings.load("settings-test", Optional.of(file), Map.of());

    // When, Then
    assertThatThrownBy(() -> settings.integer("a.number", 1, 9)).hasMessage("a.number in " + file
        + " is \"two\"; it must be a whole number from 1 to 9");
  }

  @Test
  void getters_invalidValues_nameVariableValueAndWhatIsAllowed() {
    // When, Then
    assertRefused("a.number", "10", settings -> settings.integer("a.number", 1, 9),
        "SPIKE_A_NUMBER is \"10\"; it must be a whole number from 1 to 9");
    assertRefused("a.wait", "30",
        settings -> settings.duration("a.wait", Duration.ofMillis(1)),
        "SPIKE_A_WAIT is \"30\"; it must be a duration such as 300ms, 30s or 1h30m, at least 1ms");
    assertRefused("a.list", "x,,y", settings -> settings.list("a.list"),
        "SPIKE_A_LIST is \"x,,y\"; it must be a list with commas between its elements and no"
            + " empty element");
    assertRefused("a.empty", "maybe", settings -> settings.flag("a.empty"),
        "SPIKE_A_EMPTY is \"maybe\"; it must be one of true, false");
    assertRefused("a.empty", "http://localhost", settings -> settings.uri("a.empty"),
        "SPIKE_A_EMPTY is \"http://localhost\"; it must be an https URL such as"
            + " https://localhost:8553");
    assertRefused("a.empty", "https://a:1,https://a:1", settings -> settings.uris("a.empty"),
        "SPIKE_A_EMPTY is \"https://a:1,https://a:1\"; it must be different https URLs with commas"
            + " between them");
    assertRefused("a.empty", "8553", settings -> settings.listenAddress("a.empty"),
        "SPIKE_A_EMPTY is \"8553\"; it must be [host]:port, such as :8553 or localhost:8553");
    assertRefused("a.empty", "2MiB", settings -> settings.bytes("a.empty", 1, 1 << 20),
        "SPIKE_A_EMPTY is \"2MiB\"; it must be a number of bytes from 1 to 1048576, such as 65536"
            + " or 64KiB");
    assertRefused("a.number", "", settings -> settings.text("a.empty"),
        "SPIKE_A_EMPTY is not set; it must be set");
  }

  @ParameterizedTest
  @CsvSource({"audit.sinks, AUDIT_SINKS", "backup.destinations, BACKUP_DESTINATIONS"})
  void getters_invalidValueWithAPassword_doNotRepeatIt(String key, String variable) {
    // Given a list with an empty element, and a password in another one
    Settings settings = Settings.load("nexus", Optional.empty(),
        Map.of("SPIKE_" + variable, "kafka:audit?password=hunter2,,"));

    // When, Then
    assertThatThrownBy(() -> settings.list(key)).hasMessage("SPIKE_" + variable
        + " is of no use; it must be a list with commas between its elements and no empty"
        + " element");
  }

  @Test
  void getters_validValues_areParsed() {
    // When, Then
    assertThat(with("a.empty", "https://a:1, https://b/x").uris("a.empty"))
        .containsExactly(URI.create("https://a:1"), URI.create("https://b/x"));
    assertThat(with("a.empty", ":8553").listenAddress("a.empty"))
        .isEqualTo(new ListenAddress("0.0.0.0", 8553));
    assertThat(with("a.empty", "[::1]:0").listenAddress("a.empty"))
        .isEqualTo(new ListenAddress("::1", 0));
    assertThat(with("a.empty", "64KiB").bytes("a.empty", 1, 1 << 20)).isEqualTo(65_536);
    assertThat(with("a.empty", "SQLite").oneOf("a.empty", "sqlite", "lite")).isEqualTo("sqlite");
    assertThat(with("a.empty", "").findInteger("a.empty", 1, 9)).isEmpty();
  }

  @Test
  void trustRoots_ofARoleWithoutItsOwn_areTheGeneralOnes() {
    // When, Then
    assertThat(with("a.empty", "").trustRoots("nexus")).containsExactly("spike.ist");
    assertThat(with("trust.root.nexus", "a.org , b.org").trustRoots("nexus"))
        .containsExactly("a.org", "b.org");
  }

  @Test
  void variableOf_theWorkloadApi_isSpiffesOwn() {
    // When, Then
    assertThat(Settings.variableOf("spiffe.endpoint.socket")).isEqualTo("SPIFFE_ENDPOINT_SOCKET");
    assertThat(Settings.variableOf("nexus.tls.port")).isEqualTo("SPIKE_NEXUS_TLS_PORT");
    assertThat(Settings.variableOf("recovery.max-age")).isEqualTo("SPIKE_RECOVERY_MAX_AGE");
  }

  @ParameterizedTest
  @CsvSource({"300ms, PT0.3S", "1h30m, PT1H30M", "1.5h, PT1H30M", "-2s, PT-2S", "0, PT0S",
      "0s, PT0S", "1us, PT0.000001S", ".5s, PT0.5S"})
  void duration_inGosSpelling_isParsed(String text, Duration expected) {
    // When, Then
    assertThat(GoDuration.parse(text)).contains(expected);
  }

  @ParameterizedTest
  @CsvSource({"''", "5", "s", "1d", "1 s", "'1s '", "1h-30m", "999999999999h", "1.s.s"})
  void duration_inOtherSpellings_isRefused(String text) {
    // When, Then
    assertThat(GoDuration.parse(text)).isEmpty();
  }
}
