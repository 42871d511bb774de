// SPDX-License-Identifier: Apache-2.0
/** Tests of what the programs share. */
@NullMarked
package ist.spike.kit;

import org.jspecify.annotations.NullMarked;
