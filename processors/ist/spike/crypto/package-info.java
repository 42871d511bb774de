// SPDX-License-Identifier: Apache-2.0
/**
 * Key material and the few primitives that touch it: AES-256-GCM, HMAC and HKDF with SHA-256. Which key is for what is in
 * ops/format/keys.md; how keys are kept out of the heap, core files and registers in {@link ist.spike.crypto.LockedPages}
 * and {@link ist.spike.crypto.ByteByByte}.
 */
@NullMarked
package ist.spike.crypto;

import org.jspecify.annotations.NullMarked;
