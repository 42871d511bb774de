// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.Locale;

/** What a data key is for; no key serves two purposes. */
enum Purpose {
  /** Seals values of secrets and their metadata. */
  SECRET,
  /** Seals policies. */
  POLICY,
  /** Seals audit records. */
  AUDIT,
  /** Seals the head. */
  HEAD,
  /** Authenticates rows for the set hash. */
  SET,
  /** Another system's key, with which the cipher service opens and never seals. */
  CIPHER;

  /** Whether keys of this purpose seal cells. */
  boolean seals() {
    return this != SET && this != CIPHER;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Purpose of(String text) {
    for (Purpose purpose : values()) {
      if (purpose.text().equals(text)) {
        return purpose;
      }
    }
    throw new SpikeException(ErrorCode.DAMAGED, "a data key has the unknown purpose " + text);
  }
}
