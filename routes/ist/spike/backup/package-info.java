// SPDX-License-Identifier: Apache-2.0
/** Backups: taken in one step, and counted only when they have been opened again. */
@NullMarked
package ist.spike.backup;

import org.jspecify.annotations.NullMarked;
