// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.kit.HttpRequest;
import ist.spike.wire.RequestTrace;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuickCallsTest {

  @ParameterizedTest
  @CsvSource(textBlock = """
      /v1/store/secrets,          get,    1024, true,  false
      /v1/store/secrets,          get,    1025, false, false
      /v1/store/secrets,          '',     1024, true,  true
      /v1/store/secrets,          '',     1025, false, false
      /v1/store/secrets,          list,   100,  false, false
      /v1/store/secrets,          delete, 100,  false, false
      /v1/store/secrets/metadata, get,    100,  false, false
      /v1/acl/policy,             get,    100,  false, false
      /v1/acl/policy,             '',     100,  false, false
      """)
  void includes_requests_onlyShortReadsAndWritesOfASecret(String path, String action, int size,
      boolean quick, boolean besideReaders) {
    HttpRequest request = new HttpRequest("POST", path, action, "application/json",
        new byte[size], Optional.empty(), new RequestTrace("1"));

    assertThat(new QuickCalls(() -> true).includes(request)).isEqualTo(quick);
    assertThat(new QuickCalls(() -> false).includes(request)).isEqualTo(besideReaders);
  }
}
