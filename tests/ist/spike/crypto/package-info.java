// SPDX-License-Identifier: Apache-2.0
/** Tests of key material and primitives. */
@NullMarked
package ist.spike.crypto;

import org.jspecify.annotations.NullMarked;
