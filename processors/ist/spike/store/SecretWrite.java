// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.secret.SecretChange;
import ist.spike.secret.SecretHistory;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an update decided.
 *
 * @param change what happens to the versions
 * @param value what the written version holds; empty and unused when none is written
 * @param adopted what versions hold that are written besides, by number; not changed any more
 * @param result what the caller of the update gets after the commit
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record SecretWrite<T>(SecretChange change, byte[] value,
    SortedMap<Integer, byte[]> adopted, T result) {

  private static final byte[] NO_VALUE = {};

  /** A change that writes one version at most. */
  public SecretWrite(SecretChange change, byte[] value, T result) {
    this(change, value, new TreeMap<>(), result);
  }

  /** A change that writes no version. */
  static SecretWrite<SecretHistory> of(SecretChange change) {
    return new SecretWrite<>(change, NO_VALUE, change.history());
  }

  /** Names the change without the value. */
  @Override
  public String toString() {
    return "SecretWrite[" + change + "]";
  }
}
