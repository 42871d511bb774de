// SPDX-License-Identifier: Apache-2.0
/** SPIKE's wire: its operations, messages, error codes and JSON, exactly as its Go peers have them. */
@NullMarked
package ist.spike.wire;

import org.jspecify.annotations.NullMarked;
