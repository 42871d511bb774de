// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import io.spiffe.spiffeid.SpiffeId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The identities that every development system has, by the name of their socket. */
final class DevIdentities {
  static final String NEXUS = "nexus";
  static final String BOOTSTRAP = "bootstrap";
  static final String SUPERUSER = "superuser";
  static final String RECOVER = "recover";
  static final String RESTORE = "restore";

  private DevIdentities() {}

  /** The SPIFFE IDs of SPIKE's roles (wire spec 6.1) and of one workload without any role. */
  static Map<String, SpiffeId> standard() {
    Map<String, SpiffeId> all = new LinkedHashMap<>();
    all.put(NEXUS, id("spike/nexus"));
    for (int number = 1; number <= DevOptions.KEEPERS; number++) {
      all.put("keeper-" + number, id("spike/keeper"));
    }
    all.put(BOOTSTRAP, id("spike/bootstrap"));
    all.put(SUPERUSER, id("spike/pilot/role/superuser"));
    all.put(RECOVER, id("spike/pilot/role/recover"));
    all.put(RESTORE, id("spike/pilot/role/restore"));
    all.put("lite", id("spike/workload/role/lite"));
    all.put("workload", id("workload/demo"));
    return Collections.unmodifiableMap(all);
  }

  private static SpiffeId id(String path) {
    return SpiffeId.parse("spiffe://" + EmbeddedAuthority.TRUST_DOMAIN + "/" + path);
  }
}
