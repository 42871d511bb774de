// SPDX-License-Identifier: Apache-2.0
/** Tests of splitting and combining. */
@NullMarked
package ist.spike.shard;

import org.jspecify.annotations.NullMarked;
