// SPDX-License-Identifier: Apache-2.0
/** Databases of an original SPIKE, read. */
@NullMarked
package ist.spike.spikedb;

import org.jspecify.annotations.NullMarked;
