// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.secret.SecretHistory;

/**
 * One version of a secret, opened.
 *
 * @param version its number
 * @param history the secret it belongs to, as of the same moment
 * @param value what was stored; owned by the caller
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record StoredVersion(int version, SecretHistory history, byte[] value) {

  /** Names the version without its value. */
  @Override
  public String toString() {
    return "StoredVersion[" + version + "]";
  }
}
