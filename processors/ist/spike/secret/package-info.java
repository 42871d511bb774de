// SPDX-License-Identifier: Apache-2.0
/** What happens to the versions of a secret, as pure functions: no storage, no keys, no clock. */
@NullMarked
package ist.spike.secret;

import org.jspecify.annotations.NullMarked;
