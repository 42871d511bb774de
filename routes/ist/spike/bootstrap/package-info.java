// SPDX-License-Identifier: Apache-2.0
/** Bootstrap: makes the root key once, hands its shares to the Keepers, proves that Nexus has it. */
@NullMarked
package ist.spike.bootstrap;

import org.jspecify.annotations.NullMarked;
