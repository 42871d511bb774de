// SPDX-License-Identifier: Apache-2.0
/** Calls to other SPIKE programs over mutual TLS. */
@NullMarked
package ist.spike.peer;

import org.jspecify.annotations.NullMarked;
