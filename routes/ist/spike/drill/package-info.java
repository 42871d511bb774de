// SPDX-License-Identifier: Apache-2.0
/** The installation that a drill starts from a backup: Nexus and Keepers in one process that ends with the drill. */
@NullMarked
package ist.spike.drill;

import org.jspecify.annotations.NullMarked;
