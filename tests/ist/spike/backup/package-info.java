// SPDX-License-Identifier: Apache-2.0
@NullMarked
package ist.spike.backup;

import org.jspecify.annotations.NullMarked;
