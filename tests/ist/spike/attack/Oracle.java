// SPDX-License-Identifier: Apache-2.0
package ist.spike.attack;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.crypto.KeyId;
import ist.spike.peer.PeerException;
import ist.spike.shard.ShareSetId;
import ist.spike.wire.KeeperState;
import ist.spike.wire.NexusState;
import ist.spike.wire.NexusState.Phase;
import ist.spike.wire.ShareLabel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * What must hold whatever was killed: one key and one live share set, everything that was ever
 * written readable, all of it in bounded time.
 */
final class Oracle {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Pattern UNSEALED = Pattern.compile("unsealed[^\\n]*keyId=([0-9a-f]{32})");

  private final AttackedSystem system;
  private final List<String> written = new ArrayList<>();
  private Optional<KeyId> key = Optional.empty();

  Oracle(AttackedSystem system) {
    this.system = system;
  }

  /** Forgets the key and what was written, together with the store. */
  void beginAnew() {
    written.clear();
    key = Optional.empty();
  }

  /** After a Bootstrap that was killed before its goal, when Nexus said so. */
  void nothingIsFinal(NexusState nexus) throws Exception {
    assertThat(nexus.sealed()).isTrue();
    Set<ShareSetId> live = new HashSet<>();
    for (int position = 1; position <= AttackedSystem.KEEPERS; position++) {
      system.keeperState(position).live().map(ShareLabel::shareSet).ifPresent(live::add);
    }
    // Only Nexus writes live shares, and only those of the candidate that it has named.
    assertThat(nexus.shareSet().stream().toList()).containsAll(live);
  }

  /** The key is there, the only one, in Nexus and in every Keeper, and opens what was written. */
  void keyIsThere() {
    Awaitility.await().atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(POLL)
        .ignoreExceptions().untilAsserted(() -> {
          // Who reached its kill point just before the order was taken back dies only now.
          system.raiseServers();
          requireOneLiveSet();
        });
    try {
      for (String path : written) {
        assertThat(system.get(path)).contains("\"v\":\"" + path + "\"");
      }
      String path = "attack/" + written.size();
      system.put(path, path);
      written.add(path);
    } catch (PeerException e) {
      throw new AssertionError("nexus does not answer about secrets", e);
    }
    assertThat(keysInTheLog()).containsExactly(key.orElseThrow().toString());
  }

  private void requireOneLiveSet() throws Exception {
    NexusState nexus = system.nexusState();
    assertThat(nexus.sealed()).isFalse();
    assertThat(nexus.phase()).isEqualTo(Phase.FINAL);
    key = key.or(nexus::keyId);
    assertThat(nexus.keyId()).isPresent().isEqualTo(key);
    for (int position = 1; position <= AttackedSystem.KEEPERS; position++) {
      KeeperState keeper = system.keeperState(position);
      ShareLabel live = keeper.live().orElseThrow();
      // Bootstrap may have brought its share again while Nexus refilled the Keeper.
      assertThat(keeper.pendingUnlabelled()).isFalse();
      assertThat(keeper.pending().map(ShareLabel::shareSet).orElse(live.shareSet()))
          .isEqualTo(live.shareSet());
      assertThat(live.keyId()).isEqualTo(key.orElseThrow());
      assertThat(live.shareSet()).isEqualTo(nexus.shareSet().orElseThrow());
      assertThat(live.shareId()).isEqualTo(position);
    }
  }

  /** Every key that Nexus has ever been unsealed with. */
  private Set<String> keysInTheLog() {
    Set<String> keys = new HashSet<>();
    Matcher unsealed = UNSEALED.matcher(system.nexus().log());
    while (unsealed.find()) {
      keys.add(unsealed.group(1));
    }
    return keys;
  }
}
