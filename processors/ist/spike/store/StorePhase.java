// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;

/** How far a store has come in getting its root key. */
public enum StorePhase {
  /** No key has been named. */
  NEW(0),
  /** A share set was named, but not all of it is where it belongs yet. */
  CANDIDATE(1),
  /** The store has its root key for good. */
  FINAL(2);

  private final int code;

  StorePhase(int code) {
    this.code = code;
  }

  /** The number that stands for this phase in the file. */
  int code() {
    return code;
  }

  static StorePhase of(long code) {
    for (StorePhase phase : values()) {
      if (phase.code == code) {
        return phase;
      }
    }
    throw new SpikeException(ErrorCode.DAMAGED, "the store's head has the unknown phase " + code);
  }
}
