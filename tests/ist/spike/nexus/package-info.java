// SPDX-License-Identifier: Apache-2.0
/** Tests of Nexus. */
@NullMarked
package ist.spike.nexus;

import org.jspecify.annotations.NullMarked;
