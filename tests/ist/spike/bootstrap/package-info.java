// SPDX-License-Identifier: Apache-2.0
/** Tests of the package of the same name. */
@NullMarked
package ist.spike.bootstrap;

import org.jspecify.annotations.NullMarked;
