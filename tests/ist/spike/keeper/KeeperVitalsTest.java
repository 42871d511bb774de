// SPDX-License-Identifier: Apache-2.0
package ist.spike.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.config.Settings;
import ist.spike.crypto.SecretBytes;
import ist.spike.fakes.SettableSource;
import ist.spike.fakes.TestAuthority;
import ist.spike.keyring.KeeperSlots;
import ist.spike.keyring.KeeperSlots.Contributor;
import ist.spike.kit.ProgramSettings;
import ist.spike.metrics.MetricsText;
import ist.spike.metrics.RequestMeter;
import ist.spike.wire.ContributeShare;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class KeeperVitalsTest {

  private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (\\S+) ");
  private static final Pattern DOCUMENTED =
      Pattern.compile("(?m)^\\| `(spike_\\S+)` \\| (?:keeper|both) \\|");

  @Test
  void writeTo_tellsTheSlotsAndWhatIsDocumented() throws Exception {
    SettableSource identity = SettableSource.of(new TestAuthority(), "/spike/keeper");
    RequestMeter meter = new RequestMeter();
    meter.count("contribute-share", 200, 1_500);
    meter.count("contribute-share", 200, 20_000_000);
    try (KeeperSlots slots = new KeeperSlots()) {
      // Given
      byte[] share = new byte[32];
      share[31] = 7;
      slots.contribute(new ContributeShare(SecretBytes.takeOwnership(share), Optional.empty()),
          Contributor.BOOTSTRAP);
      KeeperVitals vitals = new KeeperVitals(identity, slots, meter,
          ProgramSettings.engine(Settings.load("keeper", List.of(), Map.of()), "keeper.tls.port",
              identity, _ -> true));

      // When
      MetricsText text = new MetricsText();
      vitals.writeTo(text);

      // Then
      assertThat(text.toString()).contains("spike_slots_held{slot=\"live\"} 0\n",
          "spike_slots_held{slot=\"pending\"} 1\n",
          "spike_requests_total{operation=\"contribute-share\",status=\"200\"} 2\n",
          "spike_request_seconds_bucket{operation=\"contribute-share\",le=\"0.001\"} 0\n",
          "spike_request_seconds_bucket{operation=\"contribute-share\",le=\"0.005\"} 1\n",
          "spike_request_seconds_bucket{operation=\"contribute-share\",le=\"10.0\"} 1\n",
          "spike_request_seconds_bucket{operation=\"contribute-share\",le=\"+Inf\"} 2\n",
          "spike_request_seconds_sum{operation=\"contribute-share\"} 20.0015\n",
          "spike_request_seconds_count{operation=\"contribute-share\"} 2\n");
      assertThat(groups(FAMILY, text.toString())).isEqualTo(
          groups(DOCUMENTED, Files.readString(Path.of("ops", "monitoring", "metrics.md"))));
      assertThat(vitals.whyNotReady()).isEqualTo("not listening yet");
    }
  }

  private static Set<String> groups(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    pattern.matcher(text).results().map((MatchResult each) -> each.group(1)).forEach(found::add);
    return found;
  }
}
