// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import ist.spike.fakes.SettableSource;
import ist.spike.fakes.TestAuthority;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class PeerGuardTest {

  /** A library that does not load costs four times the processor for each connection, silently. */
  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = {"amd64", "aarch64"})
  void secure_libraryForThisMachine_isBoringSsl() {
    PeerGuard guard =
        new PeerGuard(SettableSource.of(new TestAuthority(), "/spike/nexus"), id -> true);

    HttpServerOptions secured = guard.secure(new HttpServerOptions());

    assertThat(secured.getSslEngineOptions()).isInstanceOf(OpenSSLEngineOptions.class);
  }
}
