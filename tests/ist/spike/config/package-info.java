// SPDX-License-Identifier: Apache-2.0
/** Tests of settings. */
@NullMarked
package ist.spike.config;

import org.jspecify.annotations.NullMarked;
