// SPDX-License-Identifier: Apache-2.0
/** Rules about the code as a whole: who may use whom, and what every route and file has. */
@NullMarked
package ist.spike.architecture;

import org.jspecify.annotations.NullMarked;
