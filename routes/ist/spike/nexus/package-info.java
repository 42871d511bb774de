// SPDX-License-Identifier: Apache-2.0
/** Nexus, the secrets store: its API, the recovery of its root key and the care for its Keepers. */
@NullMarked
package ist.spike.nexus;

import org.jspecify.annotations.NullMarked;
