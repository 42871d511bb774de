// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.wire.SpikeException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RolesTest {

  private final Roles roles = new Roles(Map.of(Role.NEXUS,
      List.of(" a.org ", " b.org/ ", "c.org/pre"), Role.SUPERUSER, List.of("a.org")));

  @ParameterizedTest
  @CsvSource({"spiffe://a.org/spike/nexus,true", "spiffe://b.org/spike/nexus/1,true",
      "spiffe://c.org/pre/spike/nexus,true", "spiffe://c.org/spike/nexus,false",
      "spiffe://a.org/spike/nexusx,false", "spiffe://a.org/spike/nexus-2,false",
      "spiffe://a.org/x/spike/nexus,false", "spiffe://a.org.evil.org/spike/nexus,false",
      "spiffe://d.org/spike/nexus,false"})
  void has_nexus_asSpike(String id, boolean expected) {
    assertThat(roles.has(SpiffeId.parse(id), Role.NEXUS)).isEqualTo(expected);
  }

  @Test
  void has_roleWithoutRoots_isNobodys() {
    assertThat(roles.has(SpiffeId.parse("spiffe://a.org/spike/keeper"), Role.KEEPER)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "/", "spiffe://a.org", "A_b.org!", "a.org//b"})
  void new_badRoot_isRefused(String root) {
    assertThatThrownBy(() -> new Roles(Map.of(Role.NEXUS, List.of("a.org", root))))
        .isInstanceOf(SpikeException.class).hasMessageContaining("trust root")
        .hasMessageContaining("NEXUS");
  }
}
