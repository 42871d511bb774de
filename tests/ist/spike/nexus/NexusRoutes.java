// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.config.Settings;
import ist.spike.fakes.Untouchable;
import ist.spike.identity.SvidSource;
import ist.spike.keyring.Sharing;
import ist.spike.kit.ProgramSettings;
import ist.spike.peer.PeerClient;
import ist.spike.peer.PeerTimeouts;
import ist.spike.store.ReplaceableStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.RoutesBuilder;

/** Nexus as it puts itself together, with nothing behind it: for looking at its routes. */
public final class NexusRoutes {

  private NexusRoutes() {}

  /** Every flow of Nexus, in its own order. */
  public static List<RoutesBuilder> all() {
    Settings settings = Settings.load("nexus", List.of(), Map.of());
    PeerClient client =
        new PeerClient(Untouchable.of(SvidSource.class), id -> false, PeerTimeouts.DEFAULT);
    Checks checks = new Checks(new Authorizer(ProgramSettings.roles(settings)));
    return new Nexus(settings, Path.of("no-such-directory"), checks,
        new Nexus.Parts<>(Backend.SQLITE, Untouchable.of(ReplaceableStore.class),
            new KeeperRing(List.of(), client),
            new Sharing(3, 2), Untouchable.of(SvidSource.class),
            NexusAudit.inLog(new KeyHolder())))
        .assemble().routes();
  }
}
