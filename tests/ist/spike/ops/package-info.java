// SPDX-License-Identifier: Apache-2.0
@NullMarked
package ist.spike.ops;

import org.jspecify.annotations.NullMarked;
