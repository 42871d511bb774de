// SPDX-License-Identifier: Apache-2.0
@NullMarked
package ist.spike.s3;

import org.jspecify.annotations.NullMarked;
