// SPDX-License-Identifier: Apache-2.0
/** What a Keeper holds and what Bootstrap may do: pure decisions of ops/format/share-protocol.md. */
@NullMarked
package ist.spike.keyring;

import org.jspecify.annotations.NullMarked;
