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
import ist.spike.store.StoreSeal;
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
      Operation.RECOVER_ENCRYPTED, Operation.CONFIRM_SHARE, Operation.RESTORE_SHARE,
      Operation.VERIFY_BOOTSTRAP, Operation.NEXUS_STATE,
      Operation.RUN_BACKUP, Operation.CHECK_STORE, Operation.LIST_DEAD_LETTERS,
      Operation.SHOW_DEAD_LETTER, Operation.RETRY_DEAD_LETTER, Operation.DROP_DEAD_LETTER,
      Operation.ENCRYPT_DATA, Operation.DECRYPT_DATA);

  private static final Set<String> EMERGENCY_PATHS =
      Set.of(Operation.RECOVER_SHARES.path(), Operation.RESTORE_SHARE.path());
  private static final int MAX_VERSIONS = 10_000;

  private final Settings settings;
  private final Path home;
  private final SealedStore store;
  private final Parts<SealedStore> parts;
  private final Checks checks;
  private final KeyHolder keys = new KeyHolder();

  /**
   * @param home the directory that holds the store's; backups lie there unless told otherwise
   */
  Nexus(Settings settings, Path home, Checks checks, Parts<SealedStore> parts) {
    this.settings = settings;
    this.home = home;
    this.store = parts.store();
    this.parts = parts;
    this.checks = checks;
  }

  /** What a Nexus of any backend works with and does not close. */
  record Parts<S extends StoreSeal>(Backend backend, S store, Keepers keepers, Sharing sharing) {}

  /** Every flow of Nexus. */
  List<RoutesBuilder> routes() {
    KeyCustody custody = new KeyCustody(settings, parts, keys, Optional.empty());
    return List.of(new ErrorRoutes(), new FrontDoor(Server.NEXUS, SERVED, gate(keys)),
        secretRoutes(), policyRoutes(), cipherRoutes(), keyRoutes(custody), custody.routes(),
        backupRoutes(), new StoreRoutes(new StoreCheck(checks, store)),
        new DeadLetterRoutes(store),
        new DeadLetterRequestRoutes(new DeadLetterCalls(checks, store, custody.retries())));
  }

  /** While sealed only what needs no secret passes; SPIKE's exception looks at the path alone. */
  static FrontDoor.Gate gate(KeyHolder keys) {
    return (path, operation) -> keys.isUnsealed() || EMERGENCY_PATHS.contains(path)
        || operation.filter(Operation::passesSealed).isPresent();
  }

  /** How many versions a new secret keeps. */
  static int maxVersions(Settings settings) {
    return settings.integer("nexus.max.secret.versions", 1, MAX_VERSIONS);
  }

  private SecretRoutes secretRoutes() {
    return new SecretRoutes(
        new SecretCalls(checks, store, maxVersions(settings), InstantSource.system()));
  }

  private PolicyRoutes policyRoutes() {
    return new PolicyRoutes(new PolicyCalls(checks, store));
  }

  private CipherRoutes cipherRoutes() {
    return new CipherRoutes(CipherCalls.of(settings, checks, keys, store));
  }

  private KeyRoutes keyRoutes(KeyCustody custody) {
    BootstrapCalls bootstrap = new BootstrapCalls(checks, parts, custody);
    OperatorCalls operator = new OperatorCalls(checks,
        new ShareExport(keys, store, new ShareExport.Book(store, InstantSource.system()),
            ShareExport.custodians(settings, parts.sharing())),
        new ShareCollection(store, keys),
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
