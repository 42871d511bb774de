// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.bootstrap.BootstrapSettings.Retry;
import ist.spike.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BootstrapSettingsTest {

  @Test
  void of_nothingSet_hasSpikesOwnPatience() {
    BootstrapSettings settings =
        BootstrapSettings.of(Settings.load("bootstrap", List.of(), Map.of()));
    assertThat(settings.delivery()).isEqualTo(new Retry(Duration.ofSeconds(2),
        Duration.ofSeconds(30), 5, Duration.ofSeconds(30)));
    assertThat(settings.proof()).isEqualTo(new Retry(Duration.ofMillis(500),
        Duration.ofSeconds(60), Integer.MAX_VALUE, Duration.ofMinutes(30)));
    assertThat(settings.wish().force()).isFalse();
  }

  @Test
  void of_spikesVariables_areTakenAndZeroIsABoundAllTheSame() {
    BootstrapSettings settings = BootstrapSettings.of(Settings.load("bootstrap", List.of(),
        Map.of("SPIKE_BOOTSTRAP_KEEPER_TIMEOUT", "0", "SPIKE_BOOTSTRAP_KEEPER_MAX_RETRIES", "7",
            "SPIKE_BOOTSTRAP_KEEPER_RETRY_INITIAL_INTERVAL", "1s",
            "SPIKE_BOOTSTRAP_KEEPER_RETRY_MAX_INTERVAL", "4s",
            "SPIKE_BOOTSTRAP_INIT_VERIFICATION_TIMEOUT", "90s", "SPIKE_BOOTSTRAP_FORCE",
            "TRUE")));
    assertThat(settings.delivery()).isEqualTo(new Retry(Duration.ofSeconds(1),
        Duration.ofSeconds(4), 7, Duration.ofDays(1)));
    assertThat(settings.proof().total()).isEqualTo(Duration.ofSeconds(90));
    assertThat(settings.wish().force()).as("exactly true, as in SPIKE").isFalse();
  }
}
