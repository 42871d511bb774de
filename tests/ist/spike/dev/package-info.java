// SPDX-License-Identifier: Apache-2.0
/** Tests of development mode that start no other process. */
@NullMarked
package ist.spike.dev;

import org.jspecify.annotations.NullMarked;
