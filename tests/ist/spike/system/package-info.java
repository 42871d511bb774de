// SPDX-License-Identifier: Apache-2.0
/** The real programs, started through the launcher as people start them. */
@NullMarked
package ist.spike.system;

import org.jspecify.annotations.NullMarked;
