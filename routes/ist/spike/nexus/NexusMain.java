// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.config.Settings;
import ist.spike.identity.Role;
import ist.spike.identity.Roles;
import ist.spike.identity.SvidSource;
import ist.spike.keyring.Sharing;
import ist.spike.kit.CamelProgram;
import ist.spike.kit.HttpsEngine;
import ist.spike.kit.ProgramSettings;
import ist.spike.kit.TlsHygiene;
import ist.spike.peer.PeerClient;
import ist.spike.peer.PeerTimeouts;
import ist.spike.shard.ShareSet;
import ist.spike.store.SealedStore;
import ist.spike.store.SqliteStore;
import ist.spike.store.StoreSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Starts Nexus: settings, identity, store, routes, in this order; fails at the first trouble. */
public final class NexusMain {

  private NexusMain() {}

  /** Runs Nexus until it is told to stop; returns the exit code. */
  public static int run(String[] args, Map<String, String> environment) throws Exception {
    TlsHygiene.apply();
    Settings settings = Settings.load("nexus", List.of(args), environment);
    ProgramSettings.startLogging(settings);
    settings.oneOf("nexus.backend.store", "sqlite");
    Path home = home(settings, environment);
    Roles roles = ProgramSettings.roles(settings);
    try (SvidSource identity = ProgramSettings.identity(settings, Role.NEXUS);
        SealedStore store = SqliteStore.open(
            new StoreSettings(home.resolve("data"), settings.flag("store.dev")));
        KeeperRing ring = new KeeperRing(settings.uris("nexus.keeper.peers"),
            new PeerClient(identity, roles.anyOf(Role.KEEPER), PeerTimeouts.DEFAULT,
                KeeperRing.MAX_ANSWER_BYTES))) {
      Nexus nexus = new Nexus(settings, home, new Checks(new Authorizer(roles)),
          new Nexus.Parts(store, ring, sharing(settings, store, ring)));
      HttpsEngine engine = ProgramSettings.engine(settings, "nexus.tls.port", identity, id -> true);
      return new CamelProgram("nexus", settings.toProperties(),
          Map.of(HttpsEngine.NAME, engine), nexus.routes()).run();
    }
  }

  private static Sharing sharing(Settings settings, SealedStore store, Keepers keepers) {
    return Sharing.of(settings.findInteger("nexus.shamir.shares", 1, ShareSet.MAX_SHARES),
        settings.findInteger("nexus.shamir.threshold", 1, ShareSet.MAX_SHARES),
        store.head().shareSet(), keepers.addresses().size());
  }

  /** What holds the store, in {@code data}, as SPIKE has it (core spec 5.1). */
  private static Path home(Settings settings, Map<String, String> environment) {
    Path user = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
    return settings.find("nexus.data.dir").map(Path::of).orElse(user.resolve(".spike"));
  }
}
