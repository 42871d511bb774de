// SPDX-License-Identifier: Apache-2.0
/** Test vectors that were not made by this program. */
@NullMarked
package ist.spike.vectors;

import org.jspecify.annotations.NullMarked;
