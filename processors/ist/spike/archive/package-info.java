// SPDX-License-Identifier: Apache-2.0
/** Files that standard tools can open: age encryption, and the backup bundle (ops/format/backup.md). */
@NullMarked
package ist.spike.archive;

import org.jspecify.annotations.NullMarked;
