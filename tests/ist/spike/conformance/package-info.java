// SPDX-License-Identifier: Apache-2.0
/** SPIKE's wire as its specification and its recorded answers have it, against a running system. */
@NullMarked
package ist.spike.conformance;

import org.jspecify.annotations.NullMarked;
