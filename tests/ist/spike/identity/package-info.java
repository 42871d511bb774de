// SPDX-License-Identifier: Apache-2.0
/** Tests of SVIDs and their verification. */
@NullMarked
package ist.spike.identity;

import org.jspecify.annotations.NullMarked;
