// SPDX-License-Identifier: Apache-2.0
/**
 * The protocol of ops/format/share-protocol.md as a model that a machine explores: the decisions are
 * those of {@code ist.spike.keyring}, what happens between them is every interleaving there is.
 */
@NullMarked
package ist.spike.model;

import org.jspecify.annotations.NullMarked;
