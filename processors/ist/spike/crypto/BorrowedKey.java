// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

import java.util.function.Supplier;
import javax.crypto.SecretKey;

/**
 * Shows a secret to the JDK's provider without a copy that lives as long as the key object: {@code SecretKeySpec} keeps
 * one and cannot be destroyed, while the provider zeroes what {@link #getEncoded} gives it.
 */
final class BorrowedKey implements SecretKey {
  private final String algorithm;
  private final transient Supplier<byte[]> copyOfKey;

  BorrowedKey(String algorithm, Supplier<byte[]> copyOfKey) {
    this.algorithm = algorithm;
    this.copyOfKey = copyOfKey;
  }

  @Override
  public String getAlgorithm() {
    return algorithm;
  }

  @Override
  public String getFormat() {
    return "RAW";
  }

  @Override
  public byte[] getEncoded() {
    return copyOfKey.get();
  }
}
