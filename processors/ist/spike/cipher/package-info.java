// SPDX-License-Identifier: Apache-2.0
/** The keys of the cipher service, and what they seal (ops/format/keys.md, 3.1). */
@NullMarked
package ist.spike.cipher;

import org.jspecify.annotations.NullMarked;
