// SPDX-License-Identifier: Apache-2.0
/** Key material and the few primitives that touch it. */
@NullMarked
package ist.spike.crypto;

import org.jspecify.annotations.NullMarked;
