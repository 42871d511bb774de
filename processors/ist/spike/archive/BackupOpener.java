// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import ist.spike.crypto.KeyId;
import ist.spike.crypto.RootKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** What opens backups: the root key of their store, or an operator's identity, which proves less. */
public sealed interface BackupOpener {

  /** A stream of what is encrypted in the source; closing also closes the source. */
  InputStream decrypt(InputStream source) throws IOException;

  /** Whether the signature is not known to be false. */
  boolean accepts(byte[] manifest, byte[] signature);

  /** Whether a manifest of this opener's may name this key. */
  boolean mayBeOf(KeyId keyId);

  /** The root key, which alone opens signatures and rows. */
  Optional<RootKey> rootKey();

  /** The root key, borrowed. */
  static BackupOpener of(RootKey key) {
    return new ByRootKey(key);
  }

  /** The identity of one of {@code backup.recipients}, borrowed. */
  static BackupOpener of(AgeIdentity identity) {
    return new ByIdentity(identity);
  }

  /** Opens everything. */
  record ByRootKey(RootKey key) implements BackupOpener {

    @Override
    public InputStream decrypt(InputStream source) throws IOException {
      try (AgeIdentity identity = AgeIdentity.ofBackups(key)) {
        return Age.decrypt(source, identity);
      }
    }

    @Override
    public boolean accepts(byte[] manifest, byte[] signature) {
      try (Signer signer = Signer.of(key)) {
        return signer.accepts(manifest, signature);
      }
    }

    @Override
    public boolean mayBeOf(KeyId keyId) {
      return keyId.equals(key.keyId());
    }

    @Override
    public Optional<RootKey> rootKey() {
      return Optional.of(key);
    }
  }

  /** Opens the container; whether the store signed it stays unknown. */
  record ByIdentity(AgeIdentity identity) implements BackupOpener {

    @Override
    public InputStream decrypt(InputStream source) throws IOException {
      return Age.decrypt(source, identity);
    }

    @Override
    public boolean accepts(byte[] manifest, byte[] signature) {
      return true;
    }

    @Override
    public boolean mayBeOf(KeyId keyId) {
      return true;
    }

    @Override
    public Optional<RootKey> rootKey() {
      return Optional.empty();
    }
  }
}
