// SPDX-License-Identifier: Apache-2.0
/** What all programs share: the front door, error handling, start and stop, logging. */
@NullMarked
package ist.spike.kit;

import org.jspecify.annotations.NullMarked;
