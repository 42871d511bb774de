// SPDX-License-Identifier: Apache-2.0
@NullMarked
package ist.spike.archive;

import org.jspecify.annotations.NullMarked;
