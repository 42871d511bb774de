// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequestTargetTest {

  @ParameterizedTest
  @CsvSource(emptyValue = "", value = {"action=get,get", "x=1&action=get,get",
      "action=get&action=list,get", "action=,''", "'',''", "x=1,''", "action=%67et,get",
      "%61ction=get,get", "action=a+b,a b", "action=%zz&action=list,list", "action=a;b,''",
      "action,''", "action=%6,''"})
  void action_query_asGo(String query, String action) {
    assertThat(RequestTarget.action(query)).isEqualTo(action);
  }

  @ParameterizedTest
  @CsvSource({"/v1/store/secrets,/v1/store/secrets", "/v1%2Fstore,/v1/store", "/a+b,/a+b",
      "/a%zz,/a%zz", "//v1///store/secrets,/v1/store/secrets", "/a/../v1/./store,/v1/store",
      "/../../v1,/v1", "/v1/,/v1/", "//,/", "/,/", "/..,/", "/v1/..,/", "/v1/../,/",
      "/a/%2e%2e/v1,/a/../v1", "/a//%2F,/a//", "/.../v1,/.../v1", "v1/store,''", "*,''", "'',''"})
  void path_raw_isDecoded(String raw, String path) {
    assertThat(RequestTarget.path(raw)).isEqualTo(path);
  }
}
