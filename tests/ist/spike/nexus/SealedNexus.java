// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.crypto.KeyId;
import ist.spike.keyring.Ceremony;
import ist.spike.keyring.KeeperSlots.Contributor;
import ist.spike.keyring.Sharing;
import ist.spike.store.SealedStore;
import ist.spike.store.SqliteStore;
import ist.spike.store.StoreSettings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** The part of a Nexus that gets its root key: a real store, three Keepers in memory. */
final class SealedNexus implements AutoCloseable {

  static final int KEEPERS = 3;

  private final Path directory;
  final FakeKeepers keepers = new FakeKeepers(KEEPERS);
  final Ceremony ceremony = Ceremony.of(KEEPERS, 2);
  KeyHolder keys = new KeyHolder();
  KeeperHealth health = new KeeperHealth(keepers.addresses(), InstantSource.system());
  SealedStore store;
  KeyRecovery recovery;

  private SealedNexus(Path directory) {
    this.directory = directory;
    this.store = open();
    this.recovery = recovery(Optional.empty());
  }

  /** A brand-new store; the Keepers hold what a run of Bootstrap has delivered. */
  static SealedNexus bootstrapping(Path directory) {
    SealedNexus nexus = new SealedNexus(directory);
    for (int position = 1; position <= KEEPERS; position++) {
      nexus.keepers.put(position, nexus.ceremony.share(position),
          Optional.of(nexus.ceremony.label(position)), Contributor.BOOTSTRAP);
    }
    return nexus;
  }

  /** A store that has its key, sealed again by a restart; the Keepers have their live shares. */
  static SealedNexus restarted(Path directory) {
    SealedNexus nexus = bootstrapping(directory);
    nexus.recovery.adoptFirstKey(nexus.ceremony::isKey);
    nexus.restart();
    return nexus;
  }

  /** What is in memory is lost, what is on disk is read again. */
  void restart() {
    store.close();
    keys.close();
    keys = new KeyHolder();
    health = new KeeperHealth(keepers.addresses(), InstantSource.system());
    store = open();
    recovery = recovery(Optional.empty());
  }

  /** As the operator names a key that may be replaced. */
  void mayReplace(KeyId key) {
    recovery = recovery(Optional.of(key));
  }

  private SealedStore open() {
    return SqliteStore.open(new StoreSettings(directory.resolve("data"), false));
  }

  private KeyRecovery recovery(Optional<KeyId> replaced) {
    return new KeyRecovery(store, keys,
        new WatchedKeepers(keepers, health, System::nanoTime),
        new KeyRecovery.Terms(new Sharing(KEEPERS, 2), replaced, Optional.empty()));
  }

  @Override
  public void close() {
    store.close();
    keys.close();
    ceremony.close();
  }
}
