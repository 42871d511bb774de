// SPDX-License-Identifier: Apache-2.0
/** The whole system on one machine for development: an embedded SPIFFE authority and a supervisor. */
@NullMarked
package ist.spike.dev;

import org.jspecify.annotations.NullMarked;
