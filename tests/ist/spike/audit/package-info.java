// SPDX-License-Identifier: Apache-2.0
/** Tests of the audit records, their files and their verification. */
@NullMarked
package ist.spike.audit;

import org.jspecify.annotations.NullMarked;
