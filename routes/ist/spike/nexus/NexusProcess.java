// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.audit.AuditRowSource;
import ist.spike.config.Settings;
import ist.spike.identity.Role;
import ist.spike.identity.Roles;
import ist.spike.identity.SvidSource;
import ist.spike.keyring.Sharing;
import ist.spike.kit.HttpsEngine;
import ist.spike.kit.MeteredLedger;
import ist.spike.kit.ProgramSettings;
import ist.spike.kit.Vitals;
import ist.spike.metrics.RequestMeter;
import ist.spike.peer.PeerClient;
import ist.spike.peer.PeerTimeouts;
import ist.spike.shard.ShareSet;
import ist.spike.store.NoStore;
import ist.spike.store.ReplaceableSqliteStore;
import ist.spike.store.ReplaceableStore;
import ist.spike.store.SealedStore;
import ist.spike.store.StoreAside;
import ist.spike.store.StoreAuditRows;
import ist.spike.store.StoreSettings;
import ist.spike.wire.Server;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.RoutesBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Nexus with its settings and its identity: opened, not yet listening. */
final class NexusProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NexusProcess.class);

  private final HttpsEngine engine;
  private final RequestMeter meter = new RequestMeter();
  private final SvidSource identity;
  private final Supplier<Nexus.Assembly> parts;
  private final Kept kept;

  /** What is closed at the end. */
  private record Kept(KeeperRing ring, NexusAudit audit, Optional<ReplaceableStore> store) {}

  private NexusProcess(HttpsEngine engine, SvidSource identity, Supplier<Nexus.Assembly> parts,
      Kept kept) {
    this.engine = engine
        .recordingIn(new MeteredLedger(Server.NEXUS, meter, kept.audit().ledger()))
        .answeringAtOnce(new QuickCalls(() -> kept.store().map(SealedStore::readsAtOnce)
            .orElse(true))::includes);
    this.identity = identity;
    this.parts = parts;
    this.kept = kept;
  }

  /**
   * Opens what the backend needs and puts Nexus together.
   *
   * @param identity our SVID; not closed by us
   * @throws ist.spike.wire.SpikeException for a wrong setting, or a store that cannot be opened
   */
  static NexusProcess open(Settings settings, Map<String, String> environment,
      SvidSource identity) {
    Backend backend = Backend.of(settings);
    Roles roles = ProgramSettings.roles(settings);
    HttpsEngine engine = ProgramSettings.engine(settings, "nexus.tls.port", identity, id -> true);
    KeeperRing ring = new KeeperRing(
        backend == Backend.MEMORY ? List.of() : settings.uris("nexus.keeper.peers"),
        new PeerClient(identity, roles.anyOf(Role.KEEPER), PeerTimeouts.DEFAULT,
            KeeperRing.MAX_ANSWER_BYTES));
    if (backend == Backend.SQLITE) {
      Path home = home(settings, environment);
      NexusAudit audit =
          NexusAudit.inFiles(settings, home.resolve("data"), new KeyHolder(), true);
      ReplaceableStore store = store(settings, home, audit);
      audit.follow(new StoreAuditRows(store));
      Checks checks = new Checks(new Authorizer(roles, store::policies));
      Nexus nexus = new Nexus(settings, home, checks, new Nexus.Parts<>(backend, store, ring,
          sharing(settings, store.head().shareSet(), ring.addresses().size()), identity, audit));
      return new NexusProcess(engine, identity, nexus::assemble,
          new Kept(ring, audit, Optional.of(store)));
    }
    Sharing sharing = backend == Backend.LITE
        ? sharing(settings, Optional.empty(), ring.addresses().size())
        : new Sharing(Sharing.DEFAULT_SHARES, Sharing.DEFAULT_THRESHOLD);
    NexusAudit audit = disklessAudit(settings, backend);
    audit.follow(AuditRowSource.NONE);
    DisklessNexus nexus = new DisklessNexus(settings, roles,
        new Nexus.Parts<>(backend, new NoStore(), ring, sharing, identity, audit));
    return new NexusProcess(engine, identity, nexus::assemble,
        new Kept(ring, audit, Optional.empty()));
  }

  /** A Nexus that needs no disk gets none unless it is told where. */
  private static NexusAudit disklessAudit(Settings settings, Backend backend) {
    KeyHolder keys = new KeyHolder();
    return settings.find("nexus.data.dir").map(home -> NexusAudit.inFiles(settings,
        Path.of(home).resolve("data"), keys, backend == Backend.LITE))
        .orElseGet(() -> NexusAudit.inLog(keys));
  }

  /**
   * A Nexus that can run.
   *
   * @param routes every flow
   * @param vitals what it tells of itself
   */
  record Ready(List<RoutesBuilder> routes, Vitals vitals) {}

  /** Puts every flow together; to be called once. */
  Ready assemble() {
    Nexus.Assembly nexus = parts.get();
    return new Ready(nexus.routes(), new NexusVitals(nexus.status(), nexus.holdings(),
        new NexusVitals.Served(identity, engine, meter, kept.audit())));
  }

  /** What serves the routes. */
  HttpsEngine engine() {
    return engine;
  }

  /** Closes the audit files, the store and the connections to the Keepers, in this order. */
  @Override
  public void close() {
    try (KeeperRing _ = kept.ring()) {
      kept.audit().close();
      kept.store().ifPresent(ReplaceableStore::close);
    }
  }

  private static ReplaceableStore store(Settings settings, Path home, NexusAudit audit) {
    StoreSettings place = new StoreSettings(home.resolve("data"), settings.flag("store.dev"));
    KeyCustody.replacedKey(settings)
        .flatMap(key -> StoreAside.move(place, key, Instant.now()))
        .ifPresent(aside -> LOG.warn("the root key is to be replaced: the store is in {} now, and"
            + " a new one begins", aside));
    return ReplaceableSqliteStore.open(place, audit.trail());
  }

  private static Sharing sharing(Settings settings, Optional<ShareSet> store, int keepers) {
    return Sharing.of(settings.findInteger("nexus.shamir.shares", 1, ShareSet.MAX_SHARES),
        settings.findInteger("nexus.shamir.threshold", 1, ShareSet.MAX_SHARES), store, keepers);
  }

  /** What holds the store, in {@code data}, as SPIKE has it (core spec 5.1). */
  private static Path home(Settings settings, Map<String, String> environment) {
    Path user = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
    return settings.find("nexus.data.dir").map(Path::of).orElse(user.resolve(".spike"));
  }
}
