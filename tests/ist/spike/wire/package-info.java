// SPDX-License-Identifier: Apache-2.0
/** Tests of SPIKE's wire. */
@NullMarked
package ist.spike.wire;

import org.jspecify.annotations.NullMarked;
