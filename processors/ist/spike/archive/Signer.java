// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Ed25519 (RFC 8032) with the key that a root key gives for manifests. Signatures are deterministic, so
 * nothing depends on a random generator; the key is lent for each use and never becomes an object of a library.
 */
public final class Signer implements AutoCloseable {

  /** Size of a signature. */
  public static final int SIGNATURE_BYTES = Ed25519.SIGNATURE_SIZE;

  private static final String PURPOSE = "manifest";

  private final SecretBytes seed;

  private Signer(SecretBytes seed) {
    this.seed = seed;
  }

  /** The signer of a root key; the caller closes it. */
  public static Signer of(RootKey key) {
    return new Signer(key.derive(PURPOSE, Ed25519.SECRET_KEY_SIZE));
  }

  /** The public key, 64 hexadecimal digits: whoever has it can tell whether a manifest is genuine. */
  public String publicKey() {
    return HexFormat.of().formatHex(publicKeyBytes());
  }

  byte[] sign(byte[] message) {
    byte[] signature = new byte[SIGNATURE_BYTES];
    seed.lendTo(key -> Ed25519.sign(key, 0, message, 0, message.length, signature, 0));
    return signature;
  }

  boolean accepts(byte[] message, byte[] signature) {
    return signature.length == SIGNATURE_BYTES
        && Ed25519.verify(signature, 0, publicKeyBytes(), 0, message, 0, message.length);
  }

  private byte[] publicKeyBytes() {
    byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
    seed.lendTo(key -> Ed25519.generatePublicKey(key, 0, publicKey, 0));
    return publicKey;
  }

  @Override
  public void close() {
    seed.close();
  }
}
