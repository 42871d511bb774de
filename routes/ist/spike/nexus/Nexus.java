// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.backup.BackupSettings;
import ist.spike.backup.Backups;
import ist.spike.backup.DrillSettings;
import ist.spike.config.Settings;
import ist.spike.identity.SvidSource;
import ist.spike.keyring.Sharing;
import ist.spike.kit.ErrorRoutes;
import ist.spike.kit.FrontDoor;
import ist.spike.kit.ProgramSettings;
import ist.spike.kit.RetryRoutes;
import ist.spike.store.ReplaceableStore;
import ist.spike.store.StoreAuditRows;
import ist.spike.store.StoreSeal;
import ist.spike.wire.DrillReport;
import ist.spike.wire.Operation;
import ist.spike.wire.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
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
      Operation.VERIFY_BOOTSTRAP, Operation.NEXUS_STATE, Operation.CHECK_STORE,
      Operation.VERIFY_AUDIT,
      Operation.IMPORT_SPIKE,
      Operation.RUN_BACKUP, Operation.LIST_BACKUPS, Operation.SHOW_BACKUP, Operation.VERIFY_BACKUP,
      Operation.DRILL_BACKUP,
      Operation.PRUNE_BACKUPS_NOW, Operation.COPY_BACKUP, Operation.RESTORE_BACKUP,
      Operation.RESTORE_SECRET,
      Operation.SHOW_STATUS,
      Operation.LIST_DEAD_LETTERS,
      Operation.SHOW_DEAD_LETTER, Operation.RETRY_DEAD_LETTER, Operation.DROP_DEAD_LETTER,
      Operation.ENCRYPT_DATA, Operation.DECRYPT_DATA);

  private static final Set<String> EMERGENCY_PATHS =
      Set.of(Operation.RECOVER_SHARES.path(), Operation.RESTORE_SHARE.path());
  private static final int MAX_VERSIONS = 10_000;
  private static final int MAX_ATTEMPTS = 100;
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

  private final Settings settings;
  private final Path home;
  private final ReplaceableStore store;
  private final Parts<ReplaceableStore> parts;
  private final Checks checks;
  private final KeyHolder keys;

  /**
   * @param home the directory that holds the store's; backups lie there unless told otherwise
   */
  Nexus(Settings settings, Path home, Checks checks, Parts<ReplaceableStore> parts) {
    this.settings = settings;
    this.home = home;
    this.store = parts.store();
    this.parts = parts;
    this.checks = checks;
    this.keys = parts.audit().keys();
  }

  /** What a Nexus of any backend works with and does not close. */
  record Parts<S extends StoreSeal>(Backend backend, S store, Keepers keepers, Sharing sharing,
      SvidSource identity, NexusAudit audit) {}

  /**
   * A Nexus put together.
   *
   * @param routes every flow
   * @param status tells how everything is
   * @param holdings tells what is kept
   */
  record Assembly(List<RoutesBuilder> routes, StatusCalls status, Holdings holdings) {}

  /** Puts every flow together. */
  Assembly assemble() {
    KeyCustody custody = new KeyCustody(settings, parts, keys, Optional.empty());
    Backups backups = backups(custody.recovery());
    AuditSinks sinks = AuditSinks.of(settings, parts.audit().directory());
    Holdings holdings = new Holdings.OnDisk(store, home.resolve("data"), backups);
    StatusCalls status = status(custody, holdings);
    CipherCalls cipher = CipherCalls.of(settings, checks, keys, store);
    List<RoutesBuilder> routes = new ArrayList<>(List.of(new ErrorRoutes(), retries(),
        new FrontDoor(Server.NEXUS, SERVED, gate(keys)), secretRoutes(), policyRoutes(),
        new CipherRoutes(cipher), keyRoutes(custody), custody.routes(),
        new StoreRoutes(new StoreCheck(checks, store),
            new SpikeImport(checks, store, cipher::adopt)),
        new AuditRoutes(new AuditCheck(checks, parts.audit(), new StoreAuditRows(store),
            backups::auditMarks)),
        // Virtual threads end with their work; nobody has to close this.
        new AuditSinkRoutes(sinks, Executors.newVirtualThreadPerTaskExecutor())));
    Map<String, DeadLetterCalls.Retry> retries = retries(custody, backups);
    retries.put(AuditSinks.FLOW, sinks.retry());
    routes.addAll(
        List.of(new StatusRoutes(status), new GivenUpRoutes(), new DeadLetterRoutes(store),
            new DeadLetterRequestRoutes(
                new DeadLetterCalls(checks, store, retries))));
    routes.addAll(backups.routes());
    return new Assembly(routes, status, holdings);
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

  private KeyRoutes keyRoutes(KeyCustody custody) {
    BootstrapCalls bootstrap =
        new BootstrapCalls(checks, parts, custody, CipherCalls.maxBytes(settings));
    OperatorCalls operator = new OperatorCalls(checks,
        new ShareExport(keys, store, new ShareExport.Book(store, InstantSource.system()),
            ShareExport.custodians(settings, parts.sharing())),
        new ShareCollection(store, keys),
        settings.integer("nexus.shamir.max.share.count", 1, 1_000));
    return new KeyRoutes(bootstrap, operator);
  }

  /** How each flow that gives up is run again. */
  private Map<String, DeadLetterCalls.Retry> retries(KeyCustody custody, Backups backups) {
    Map<String, DeadLetterCalls.Retry> retries = new HashMap<>(custody.retries());
    DeadLetterCalls.Retry backup = new DeadLetterCalls.Retry(Backups.AGAIN,
        subject -> keys.withKey(_ -> Optional.of(subject)),
        _ -> backups.status().failures() == 0 ? "" : "a copy of a backup does not verify");
    Backups.FLOWS.forEach(flow -> retries.put(flow, backup));
    retries.put(Backups.DRILL, new DeadLetterCalls.Retry(Backups.DRILL,
        subject -> keys.withKey(_ -> Optional.of(subject)),
        _ -> backups.status().drill().map(DrillReport::problem).orElse("")));
    return retries;
  }

  private StatusCalls status(KeyCustody custody, Holdings holdings) {
    return new StatusCalls(checks, custody, holdings,
        new StatusCalls.Surroundings(parts.backend(), parts.identity(),
            ShareExport.custodianNames(settings, parts.sharing()), InstantSource.system()));
  }

  private Backups backups(KeyRecovery recovery) {
    BackupSettings backup = BackupSettings.of(settings, home,
        DrillSettings.of(settings, home, ProgramSettings.roles(settings)));
    Backups.clean(backup);
    return new Backups(store, new RestoredKeys(keys, parts.sharing(), recovery::requireNoOther),
        backup, checks::require);
  }

  private RetryRoutes retries() {
    return new RetryRoutes(settings.integer("flow.step.attempts", 1, MAX_ATTEMPTS),
        settings.duration("flow.retry.first", SHORTEST_WAIT),
        settings.duration("flow.retry.cap", SHORTEST_WAIT));
  }
}
