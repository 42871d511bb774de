// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.config.Settings;
import java.util.Arrays;
import java.util.Locale;

/** What a Nexus keeps things in: SPIKE's three backends. */
enum Backend {

  /** A store on disk, sealed under the root key. */
  SQLITE,
  /** Secrets and policies in memory, gone with the process; so is the root key. */
  MEMORY,
  /** Nothing but the cipher service, under a root key that the Keepers hold. */
  LITE;

  /** The one that the settings name, in any case; SPIKE takes sqlite for every other name. */
  static Backend of(Settings settings) {
    String[] names =
        Arrays.stream(values()).map(Backend::text).toArray(String[]::new);
    return valueOf(settings.oneOf("nexus.backend.store", names).toUpperCase(Locale.ROOT));
  }

  /** Its name in settings and on the wire. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
