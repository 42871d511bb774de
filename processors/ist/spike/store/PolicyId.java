// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.crypto.Identifier;
import java.security.SecureRandom;

/**
 * The id of a policy's row: 16 random bytes, so that the file tells nothing about names.
 *
 * @param hex 32 lower-case hexadecimal digits
 */
record PolicyId(String hex) {

  PolicyId {
    Identifier.requireHex(hex);
  }

  static PolicyId random() {
    byte[] bytes = new byte[Identifier.SIZE_BYTES];
    new SecureRandom().nextBytes(bytes);
    return of(bytes);
  }

  static PolicyId of(byte[] bytes) {
    return new PolicyId(Identifier.hexOf(bytes));
  }

  byte[] toBytes() {
    return Identifier.bytesOf(hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
