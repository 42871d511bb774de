// SPDX-License-Identifier: Apache-2.0
/** Coverage-guided fuzzing of what reads bytes from outside: {@code JAZZER_FUZZ=1 mvn test -Dtest=...}. */
@NullMarked
package ist.spike.fuzz;

import org.jspecify.annotations.NullMarked;
