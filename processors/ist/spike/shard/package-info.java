// SPDX-License-Identifier: Apache-2.0
/** Splitting a root key into shares, checking shares and putting them together again. */
@NullMarked
package ist.spike.shard;

import org.jspecify.annotations.NullMarked;
