// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.crypto.RootKey;
import java.util.function.Function;

/** Lends a copy of the root key of the running store, so that long work keeps nobody else waiting. */
public interface KeyLender {

  /** Runs {@code use} with the key, which is closed afterwards; not ready while sealed. */
  <T> T lend(Function<RootKey, T> use);
}
