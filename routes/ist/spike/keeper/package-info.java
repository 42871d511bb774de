// SPDX-License-Identifier: Apache-2.0
/** The Keeper: holds one share of the root key in memory, and nothing else. */
@NullMarked
package ist.spike.keeper;

import org.jspecify.annotations.NullMarked;
