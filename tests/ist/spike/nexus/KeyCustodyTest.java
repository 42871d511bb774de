// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.config.Settings;
import ist.spike.fakes.Untouchable;
import ist.spike.identity.SvidSource;
import ist.spike.keyring.Sharing;
import ist.spike.store.SealedStore;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyCustodyTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      SPIKE_NEXUS_KEEPER_UPDATE_INTERVAL | 0 | it must be a duration such as 300ms, 30s or 1h30m, at least 100ms
      SPIKE_NEXUS_KEEPER_UPDATE_INTERVAL | -5m | it must be a duration such as 300ms, 30s or 1h30m, at least 100ms
      SPIKE_NEXUS_KEEPER_UPDATE_INTERVAL | 300 | it must be a duration such as 300ms, 30s or 1h30m, at least 100ms
      SPIKE_NEXUS_RECOVERY_MAX_INTERVAL | 0s | it must be a duration such as 300ms, 30s or 1h30m, at least 10ms
      SPIKE_BOOTSTRAP_REPLACE_KEY_ID | yes | it must be a key id, 32 lower-case hexadecimal digits
      """)
  void start_settingThatCannotBe_isRefusedByNameInsteadOfCrashingLater(String name, String value,
      String allowed) {
    assertThatThrownBy(() -> custody(Map.of(name, value)))
        .isInstanceOfSatisfying(SpikeException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_SETTING))
        .hasMessage(name + " is \"" + value + "\"; " + allowed);
  }

  @Test
  void start_defaults_knowsEveryKeeperBeforeTheFirstCall() {
    KeyCustody custody = custody(Map.of());
    assertThat(custody.health().all()).hasSize(3)
        .allMatch(keeper -> keeper.lastContact().isEmpty() && keeper.failures() == 0);
  }

  private static KeyCustody custody(Map<String, String> environment) {
    return new KeyCustody(Settings.load("nexus", List.of(), environment),
        new Nexus.Parts<>(Backend.SQLITE, Untouchable.of(SealedStore.class), new FakeKeepers(3),
            new Sharing(3, 2), Untouchable.of(SvidSource.class),
            NexusAudit.inLog(new KeyHolder())),
        new KeyHolder(), Optional.empty());
  }
}
