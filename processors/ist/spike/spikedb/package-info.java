// SPDX-License-Identifier: Apache-2.0
/** Reads the database of an original SPIKE 0.8, and changes nothing in it or beside it. */
@NullMarked
package ist.spike.spikedb;

import org.jspecify.annotations.NullMarked;
