// SPDX-License-Identifier: Apache-2.0
/** Who we are and who others are: X.509-SVIDs, their verification, SPIKE's roles. */
@NullMarked
package ist.spike.identity;

import org.jspecify.annotations.NullMarked;
