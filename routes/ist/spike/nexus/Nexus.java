// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.backup.BackupCalls;
import ist.spike.backup.BackupRoutes;
import ist.spike.backup.BackupSteps;
import ist.spike.config.Settings;
import ist.spike.keyring.Sharing;
import ist.spike.kit.ErrorRoutes;
import ist.spike.kit.FrontDoor;
import ist.spike.store.SealedStore;
import ist.spike.wire.Operation;
import ist.spike.wire.Server;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.RoutesBuilder;

/** What Nexus consists of, put together once. */
final class Nexus {

  /** The operations that have a route here. */
  static final Set<Operation> SERVED = Set.of(Operation.PUT_SECRET, Operation.GET_SECRET,
      Operation.DELETE_SECRET, Operation.UNDELETE_SECRET, Operation.LIST_SECRETS,
      Operation.GET_METADATA, Operation.DESTROY_SECRET, Operation.PUT_POLICY,
      Operation.GET_POLICY, Operation.DELETE_POLICY, Operation.LIST_POLICIES,
      Operation.EXPLAIN_POLICY,
      Operation.RECOVER_SHARES,
      Operation.RESTORE_SHARE, Operation.VERIFY_BOOTSTRAP, Operation.NEXUS_STATE,
      Operation.RUN_BACKUP, Operation.ENCRYPT_DATA, Operation.DECRYPT_DATA);

  private static final Set<String> EMERGENCY_PATHS =
      Set.of(Operation.RECOVER_SHARES.path(), Operation.RESTORE_SHARE.path());
  private static final int MAX_VERSIONS = 10_000;
  private static final int MAX_CIPHERTEXT_BYTES = 16 * 1024 * 1024;
  private static final int MAX_CIPHER_KEY = 1_000_000;

  private final Settings settings;
  private final Path home;
  private final SealedStore store;
  private final Parts parts;
  private final Checks checks;
  private final KeyHolder keys = new KeyHolder();

  /**
   * @param home the directory that holds the store's; backups lie there unless told otherwise
   */
  Nexus(Settings settings, Path home, Checks checks, Parts parts) {
    this.settings = settings;
    this.home = home;
    this.store = parts.store();
    this.parts = parts;
    this.checks = checks;
  }

  /** What Nexus works with and does not close. */
  record Parts(SealedStore store, Keepers keepers, Sharing sharing) {}

  /** Every flow of Nexus. */
  List<RoutesBuilder> routes() {
    KeyCustody custody = new KeyCustody(settings, parts, keys);
    return List.of(new ErrorRoutes(), new FrontDoor(Server.NEXUS, SERVED, this::lets),
        secretRoutes(), policyRoutes(), cipherRoutes(), keyRoutes(custody), custody.routes(),
        backupRoutes());
  }

  /** While sealed only what needs no secret passes; SPIKE's exception looks at the path alone. */
  private boolean lets(String path, Optional<Operation> operation) {
    return keys.isUnsealed() || EMERGENCY_PATHS.contains(path)
        || operation.filter(Operation::passesSealed).isPresent();
  }

  private SecretRoutes secretRoutes() {
    int maxVersions = settings.integer("nexus.max.secret.versions", 1, MAX_VERSIONS);
    return new SecretRoutes(new SecretCalls(checks, store, maxVersions, InstantSource.system()));
  }

  private PolicyRoutes policyRoutes() {
    return new PolicyRoutes(new PolicyCalls(checks, store));
  }

  private CipherRoutes cipherRoutes() {
    UnsealedCipher cipher = new UnsealedCipher(keys, store,
        settings.integer("cipher.key.number", 1, MAX_CIPHER_KEY));
    return new CipherRoutes(new CipherCalls(checks, cipher, settings
        .integer("nexus.crypto.max.ciphertext.size", 1, MAX_CIPHERTEXT_BYTES)));
  }

  private KeyRoutes keyRoutes(KeyCustody custody) {
    BootstrapCalls bootstrap = new BootstrapCalls(checks, store, custody, parts.sharing());
    OperatorCalls operator = new OperatorCalls(checks, keys, new ShareCollection(store, keys),
        settings.integer("nexus.shamir.max.share.count", 1, 1_000));
    return new KeyRoutes(bootstrap, operator);
  }

  private BackupRoutes backupRoutes() {
    Path directory = settings.find("backup.directory").map(Path::of)
        .orElse(home.resolve("backups"));
    BackupSteps steps = new BackupSteps(store, use -> keys.withKey(key -> {
      use.accept(key);
      return true;
    }), directory, InstantSource.system());
    return new BackupRoutes(new BackupCalls(checks::require, steps, InstantSource.system()),
        steps);
  }
}
