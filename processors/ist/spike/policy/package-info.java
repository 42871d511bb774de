// SPDX-License-Identifier: Apache-2.0
/** Policies: who may do what on which paths (wire spec 6 and 7). */
@NullMarked
package ist.spike.policy;

import org.jspecify.annotations.NullMarked;
