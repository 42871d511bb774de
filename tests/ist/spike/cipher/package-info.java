// SPDX-License-Identifier: Apache-2.0
@NullMarked
package ist.spike.cipher;

import org.jspecify.annotations.NullMarked;
