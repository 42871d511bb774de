// SPDX-License-Identifier: Apache-2.0
/** Tests of the command line. */
@NullMarked
package ist.spike.pilot;

import org.jspecify.annotations.NullMarked;
