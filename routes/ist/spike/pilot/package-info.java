// SPDX-License-Identifier: Apache-2.0
/** Pilot, the command line: SPIKE's verbs with SPIKE's texts, and ours. */
@NullMarked
package ist.spike.pilot;

import org.jspecify.annotations.NullMarked;
