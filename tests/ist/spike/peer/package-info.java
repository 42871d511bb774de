// SPDX-License-Identifier: Apache-2.0
/** Tests of calls to peers. */
@NullMarked
package ist.spike.peer;

import org.jspecify.annotations.NullMarked;
