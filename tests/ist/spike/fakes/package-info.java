// SPDX-License-Identifier: Apache-2.0
/** Stand-ins that tests of several packages use. */
@NullMarked
package ist.spike.fakes;

import org.jspecify.annotations.NullMarked;
