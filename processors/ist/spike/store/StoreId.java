// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The public name of one store, 16 random bytes.
 *
 * @param hex 32 lower-case hexadecimal digits
 */
public record StoreId(String hex) {

  /** Size of an id. */
  public static final int SIZE_BYTES = 16;

  /** Refuses anything but 32 lower-case hexadecimal digits. */
  public StoreId {
    if (!hex.matches("[0-9a-f]{32}")) {
      throw new IllegalArgumentException("a store id is 32 lower-case hexadecimal digits");
    }
  }

  /** A new id. */
  public static StoreId random() {
    byte[] bytes = new byte[SIZE_BYTES];
    new SecureRandom().nextBytes(bytes);
    return of(bytes);
  }

  /** Of exactly 16 bytes. */
  public static StoreId of(byte[] bytes) {
    return new StoreId(HexFormat.of().formatHex(bytes));
  }

  /** The 16 bytes. */
  public byte[] toBytes() {
    return HexFormat.of().parseHex(hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
