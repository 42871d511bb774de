// SPDX-License-Identifier: Apache-2.0
/** Who asked for what, and what came of it: records, their chain, the local files and their check. */
@NullMarked
package ist.spike.audit;

import org.jspecify.annotations.NullMarked;
