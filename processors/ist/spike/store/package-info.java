// SPDX-License-Identifier: Apache-2.0
/** Where secrets are kept: sealed rows in one database file (ops/format/store.md). */
@NullMarked
package ist.spike.store;

import org.jspecify.annotations.NullMarked;
