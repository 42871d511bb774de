// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ist.spike.crypto.RootKey;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.shard.ShareSetId;
import ist.spike.wire.ContributeShare;
import ist.spike.wire.Operation;
import ist.spike.wire.ReturnShare;
import ist.spike.wire.ShareSetDescription;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published description against what a running Keeper says. */
final class KeeperDescriptionTest {

  static final Set<Operation> OPERATIONS = EnumSet.of(Operation.CONTRIBUTE_SHARE,
      Operation.RETURN_SHARE, Operation.KEEPER_STATE);

  @TempDir
  Path home;

  @Test
  void call_eachOperation_isDescribed() throws Exception {
    try (SpikeSystem system = SpikeSystem.sealed(home, Map.of());
        RootKey key = RootKey.generate()) {
      DescribedSystem described = new DescribedSystem(system);
      described.ask(Operation.KEEPER_STATE, Who.BOOTSTRAP, "{}");
      system.bootstrap();
      await().atMost(30, SECONDS).until(
          () -> described.ask(Operation.KEEPER_STATE, Who.NEXUS, "{}"),
          state -> state.startsWith("{\"live\":{"));
      described.ask(Operation.RETURN_SHARE, Who.NEXUS, new ReturnShare(false).toJson());

      List<Share> shares = Shamir.split(key.bytes(), 3, 2);
      ShareSetDescription set = new ShareSetDescription("0".repeat(32),
          ShareSet.describe(key.keyId(), ShareSetId.random(), 2, shares));
      described.ask(Operation.CONTRIBUTE_SHARE, Who.BOOTSTRAP, new ContributeShare(
          shares.getFirst().value(), Optional.of(set.label(1))).toJson());
      assertThat(described.ask(Operation.KEEPER_STATE, Who.NEXUS, "{}")).contains("\"pending\":{");
      described.ask(Operation.RETURN_SHARE, Who.NEXUS, new ReturnShare(true).toJson());
      described.requireAllSeen();
      shares.forEach(Share::close);
    }
  }
}
