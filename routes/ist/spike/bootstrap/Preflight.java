// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import ist.spike.keyring.KeeperFinding;
import ist.spike.keyring.NexusFinding;
import ist.spike.shard.ShareSetId;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.KeeperState;
import ist.spike.wire.SpikeException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Looks at everybody and shows what was found. */
final class Preflight {

  private final URI nexus;
  private final KeeperLinks keepers;
  private final Consumer<String> say;

  Preflight(URI nexus, KeeperLinks keepers, Consumer<String> say) {
    this.nexus = nexus;
    this.keepers = keepers;
    this.say = say;
  }

  /** All at the same time: one that is slow or gone must not use up the time of the others. */
  List<KeeperFinding> look() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<KeeperFinding>> looks =
          IntStream.rangeClosed(1, keepers.addresses().size())
              .mapToObj(each -> CompletableFuture.supplyAsync(() -> keepers.look(each), threads))
              .toList();
      return looks.stream().map(CompletableFuture::join).toList();
    }
  }

  /** The table an operator sees before anything is generated, and again whenever it changes. */
  void show(BootstrapRun run, NexusFinding found) {
    StringBuilder table = new StringBuilder("before anything is generated:\n")
        .append(String.format("  %-8s %-40s %s", "nexus", nexus, found.describe()));
    for (KeeperFinding keeper : run.keepers()) {
      table.append(String.format("%n  %-8s %-40s %s", "keeper " + keeper.position(),
          keeper.address(), keeper.describe()));
    }
    if (run.isNews(table.toString())) {
      table.toString().lines().forEach(say);
    }
  }

  /**
   * SECURITY: two addresses that lead to one Keeper would leave fewer shares than it seems, so each
   * Keeper must say that it has its own.
   */
  void requireApart(ShareSetId set) {
    for (KeeperFinding keeper : look()) {
      keeper.state().flatMap(KeeperState::pending)
          .filter(label -> label.shareSet().equals(set)
              && label.shareId() != keeper.position())
          .ifPresent(label -> {
            throw new SpikeException(ErrorCode.BAD_SETTING, "keeper " + keeper.address()
                + " has share " + label.shareId() + " instead of " + keeper.position()
                + ": two addresses in SPIKE_NEXUS_KEEPER_PEERS lead to the same keeper");
          });
    }
  }
}
