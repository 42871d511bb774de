// SPDX-License-Identifier: Apache-2.0
/** Measures what the programs cost, each figure beside its limit on the same machine in the same minutes. */
@NullMarked
package ist.spike.bench;

import org.jspecify.annotations.NullMarked;
