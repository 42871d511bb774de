// SPDX-License-Identifier: Apache-2.0
/** Settings of a program: defaults, file, environment, and errors that name what is wrong. */
@NullMarked
package ist.spike.config;

import org.jspecify.annotations.NullMarked;
