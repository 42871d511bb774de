// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.config.Settings;
import ist.spike.identity.Role;
import ist.spike.kit.ProgramSettings;
import ist.spike.pilot.Terminal;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ends a run before it has asked anybody: exit 1, and one line that says why. */
final class BootstrapMainTest {

  private static final String PEERS = "SPIKE_NEXUS_KEEPER_PEERS";

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Terminal terminal =
      Terminal.of(OutputStream.nullOutputStream(), said, InputStream.nullInputStream());

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      SPIKE_NEXUS_KEEPER_PEERS            |                     | is not set; it must name one keeper for each share
      SPIKE_NEXUS_KEEPER_PEERS            | http://a            | is "http://a"; it must be different https URLs with commas between them
      SPIKE_NEXUS_KEEPER_PEERS            | https://a,https://a | is "https://a,https://a"; it must be different https URLs with commas between them
      SPIKE_NEXUS_KEEPER_PEERS            | https://a,HTTPS://A:443/ | is "https://a,HTTPS://A:443/"; it must be different https URLs with commas between them
      SPIKE_NEXUS_KEEPER_PEERS            | https://a,,https://b | is "https://a,,https://b"; it must be a list with commas between its elements and no empty element
      SPIKE_NEXUS_SHAMIR_SHARES           | three               | is "three"; it must be a whole number from 2 to 255
      SPIKE_NEXUS_SHAMIR_SHARES           | 5                   | is "5"; it must be the number of keepers in SPIKE_NEXUS_KEEPER_PEERS, 3
      SPIKE_NEXUS_SHAMIR_THRESHOLD        | 1                   | is "1"; it must be a whole number from 2 to 255
      SPIKE_NEXUS_SHAMIR_THRESHOLD        | 4                   | is "4"; it must not be more than the number of keepers in SPIKE_NEXUS_KEEPER_PEERS, 3
      SPIKE_NEXUS_BACKEND_STORE           | oracle              | is "oracle"; it must be one of sqlite, memory, lite
      SPIKE_NEXUS_API_URL                 | localhost:8553      | is "localhost:8553"; it must be an https URL such as https://localhost:8553
      SPIKE_BOOTSTRAP_TIMEOUT             | soon                | is "soon"; it must be a duration such as 300ms, 30s or 1h30m
      SPIKE_BOOTSTRAP_INIT_VERIFICATION_TIMEOUT | -1s           | is "-1s"; it must be a duration such as 300ms, 30s or 1h30m
      SPIKE_BOOTSTRAP_KEEPER_TIMEOUT      | 30                  | is "30"; it must be a duration such as 300ms, 30s or 1h30m
      SPIKE_BOOTSTRAP_KEEPER_MAX_RETRIES  | 0                   | is "0"; it must be a whole number from 1 to 1000
      SPIKE_BOOTSTRAP_KEEPER_RETRY_INITIAL_INTERVAL | 0s        | is "0s"; it must be a duration such as 300ms, 30s or 1h30m, at least 1ms
      SPIKE_TRUST_ROOT_KEEPER             | a,,b                | is "a,,b"; it must be a list with commas between its elements and no empty element
      """)
  void run_settingMissingOrInvalid_exitsOneAndNamesIt(String name, String value, String problem)
      throws Exception {
    // Given
    Map<String, String> environment = environment();
    environment.put(name, value == null ? "" : value);

    // When
    int exit = BootstrapMain.run(List.of("-init"), environment, terminal);

    // Then
    assertThat(exit).isEqualTo(1);
    assertThat(said.toString(UTF_8))
        .isEqualTo("spike: bootstrap: " + name + " " + problem + "\n");
  }

  @Test
  void run_notToldTo_saysHow() throws Exception {
    assertThat(BootstrapMain.run(List.of(), environment(), terminal)).isEqualTo(1);
    assertThat(said.toString(UTF_8))
        .isEqualTo("spike: bootstrap: it makes a root key, so it must be"
            + " told to: spike bootstrap -init\n");
  }

  @Test
  void run_memoryBackend_needsNoKey() throws Exception {
    Map<String, String> environment = environment();
    environment.put("SPIKE_NEXUS_BACKEND_STORE", "Memory");
    assertThat(BootstrapMain.run(List.of("--init"), environment, terminal)).isZero();
  }

  @Test
  void identity_noWorkloadApi_isAnErrorThatSaysWhatToCheck() {
    Map<String, String> environment = environment();
    environment.put("SPIFFE_ENDPOINT_SOCKET", "unix:///nowhere/api.sock");
    environment.put("SPIKE_SPIFFE_SOURCE_TIMEOUT", "100ms");
    Settings settings = Settings.load("bootstrap", List.of(), environment);
    assertThatThrownBy(() -> ProgramSettings.identity(settings, Role.BOOTSTRAP))
        .isInstanceOfSatisfying(SpikeException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.NO_IDENTITY))
        .hasMessageContaining("unix:///nowhere/api.sock")
        .hasMessageContaining("check that the SPIRE agent runs");
  }

  private static Map<String, String> environment() {
    return new HashMap<>(Map.of(PEERS, "https://a,https://b,https://c"));
  }
}
