// SPDX-License-Identifier: Apache-2.0
/** Tests of policies. */
@NullMarked
package ist.spike.policy;

import org.jspecify.annotations.NullMarked;
