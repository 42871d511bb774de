// SPDX-License-Identifier: Apache-2.0
/** What a program counts, and the text in which it tells. */
@NullMarked
package ist.spike.metrics;

import org.jspecify.annotations.NullMarked;
