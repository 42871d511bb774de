// SPDX-License-Identifier: Apache-2.0
/** Real programs, killed, cut off and lied to: whatever happens, the root key is neither lost nor doubled. */
@NullMarked
package ist.spike.attack;

import org.jspecify.annotations.NullMarked;
