// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.crypto.KeyId;
import ist.spike.keyring.BootstrapVerdict.Step;
import ist.spike.shard.CheckValue;
import ist.spike.shard.ShareSetId;
import ist.spike.wire.KeeperState;
import ist.spike.wire.NexusState;
import ist.spike.wire.NexusState.Lease;
import ist.spike.wire.NexusState.Phase;
import ist.spike.wire.ShareLabel;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of ops/format/share-protocol.md, section 3. */
final class BootstrapDecisionTest {

  private static final KeyId KEY = KeyId.parse("00112233445566778899aabbccddeeff");
  private static final KeyId OTHER = KeyId.parse("ffeeddccbbaa99887766554433221100");
  private static final ShareSetId SET = ShareSetId.parse("0f1e2d3c4b5a69788796a5b4c3d2e1f0");

  private static final BootstrapWish PLAIN = wish("", 0, 0, false);
  private static final BootstrapWish FORCED = wish("", 0, 0, true);
  private static final NexusFinding NEW = sealed(Phase.NEW);
  private static final KeeperState EMPTY =
      new KeeperState(Optional.empty(), false, Optional.empty(), false);
  private static final KeeperState GO_LIVE =
      new KeeperState(Optional.empty(), true, Optional.empty(), false);

  static Stream<Arguments> table() {
    return Stream.of(
        row("new store, empty keepers", PLAIN, NEW, keepers(EMPTY), Step.PROCEED, "making"),
        row("new store, left-over pending", PLAIN, NEW, keepers(pending(OTHER)), Step.PROCEED, ""),
        row("unsealed", PLAIN, ours("sqlite", false, Phase.FINAL), keepers(live(KEY)), Step.DONE,
            "already (key id " + KEY + ")"),
        row("unsealed, keeper away", PLAIN, ours("sqlite", false, Phase.FINAL), away(), Step.DONE,
            "already"),
        row("sealed for good", PLAIN, sealed(Phase.FINAL), keepers(EMPTY), Step.WAIT,
            "`spike operator restore`"),
        row("memory", PLAIN, ours("memory", false, Phase.NEW), keepers(EMPTY), Step.NOT_NEEDED,
            "memory only"),
        row("mode differs", wish("sqlite", 0, 0, false), ours("lite", true, Phase.NEW),
            keepers(EMPTY), Step.REFUSE, "SPIKE_NEXUS_BACKEND_STORE is sqlite here"),
        row("shares differ", wish("", 5, 2, false), NEW, keepers(EMPTY), Step.REFUSE,
            "SPIKE_NEXUS_SHAMIR_SHARES is 5 here, but nexus has 3"),
        row("threshold differs", wish("", 3, 3, true), NEW, keepers(EMPTY), Step.REFUSE,
            "SPIKE_NEXUS_SHAMIR_THRESHOLD is 3 here, but nexus has 2"),
        row("keeper away", PLAIN, NEW, away(), Step.WAIT, "is not ready: cannot connect"),
        row("foreign live share", PLAIN, NEW, keepers(live(OTHER)), Step.REFUSE,
            "spike backup restore"),
        row("foreign unlabelled live share", PLAIN, NEW, keepers(GO_LIVE), Step.REFUSE, "unnamed"),
        row("foreign live share, forced but not named", FORCED, NEW, keepers(live(OTHER)),
            Step.REFUSE, "name its key in bootstrap.replace-key-id of nexus"),
        row("foreign live share, named but not forced", PLAIN, replacing(OTHER),
            keepers(live(OTHER)), Step.REFUSE, "SPIKE_BOOTSTRAP_FORCE=true"),
        row("foreign live share, another one named", FORCED, replacing(KEY), keepers(live(OTHER)),
            Step.REFUSE, "name its key in bootstrap.replace-key-id of nexus"),
        row("foreign live share, forced and named", FORCED, replacing(OTHER),
            keepers(live(OTHER)), Step.PROCEED, "making"),
        row("unlabelled live share, forced", FORCED, replacing(OTHER), keepers(GO_LIVE),
            Step.REFUSE, "restart the keepers to begin anew"),
        row("unsealed, forced", FORCED, ours("sqlite", false, Phase.FINAL), keepers(live(KEY)),
            Step.DONE, "nothing was changed; to replace it, name it in bootstrap.replace-key-id"),
        row("lite, live share, forced", FORCED, ours("lite", true, Phase.NEW),
            keepers(live(OTHER)), Step.PROCEED, "making"),
        row("lite, a keeper of SPIKE's", PLAIN, ours("lite", true, Phase.NEW),
            List.of(KeeperFinding.silent(1, address(1)), KeeperFinding.silent(2, address(2)),
                KeeperFinding.silent(3, address(3))),
            Step.REFUSE, "cannot tell whether it holds a live share"),
        row("candidate with its shares", PLAIN, sealed(Phase.CANDIDATE), keepers(pending(KEY)),
            Step.WAIT, "finishes it by itself"),
        row("candidate, shares lost", PLAIN, sealed(Phase.CANDIDATE), keepers(EMPTY),
            Step.PROCEED, ""),
        row("leased to another run", PLAIN, leased(), keepers(EMPTY), Step.REFUSE,
            "another run of bootstrap (abc) is under way"),
        row("lite, live share", PLAIN, ours("lite", true, Phase.NEW), keepers(live(KEY)),
            Step.REFUSE, "live share"),
        row("lite, empty", PLAIN, ours("lite", true, Phase.NEW), keepers(EMPTY), Step.PROCEED, ""),
        row("go nexus with a key", FORCED, new NexusFinding.Foreign(true), keepers(EMPTY),
            Step.DONE, "SPIKE's own"),
        row("go nexus, unclear", PLAIN, new NexusFinding.Foreign(false), keepers(EMPTY),
            Step.REFUSE, "SPIKE_BOOTSTRAP_FORCE=true"),
        row("go nexus, forced", FORCED, new NexusFinding.Foreign(false), keepers(EMPTY),
            Step.PROCEED_LIKE_SPIKE, ""),
        row("nexus away", FORCED, new NexusFinding.Failing("no answer"), keepers(EMPTY), Step.WAIT,
            "no answer"),
        row("not welcome", FORCED, NexusFinding.ofStatus(401, "x"), keepers(EMPTY), Step.REFUSE,
            "SPIKE_TRUST_ROOT_BOOTSTRAP"),
        row("too few keepers", PLAIN, NEW, keepers(EMPTY).subList(0, 2), Step.REFUSE,
            "names 2 keepers, but 3 shares"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void about_situation_isDecidedAsTheTableSays(String situation, BootstrapWish wish,
      NexusFinding nexus, List<KeeperFinding> keepers, Step step, String reason) {
    // When
    BootstrapVerdict verdict = new BootstrapDecision(wish, keepers).about(nexus);

    // Then
    assertThat(verdict.step()).as(situation).isEqualTo(step);
    assertThat(verdict.reason()).contains(reason);
    assertThat(verdict.shares()).isEqualTo(verdict.proceeds() ? 3 : 0);
  }

  private static Arguments row(Object... values) {
    return Arguments.of(values);
  }

  private static BootstrapWish wish(String mode, int shares, int threshold, boolean force) {
    return new BootstrapWish(Optional.of(mode).filter(text -> !text.isEmpty()), number(shares),
        number(threshold), force);
  }

  private static OptionalInt number(int value) {
    return value == 0 ? OptionalInt.empty() : OptionalInt.of(value);
  }

  private static NexusFinding sealed(Phase phase) {
    return ours("sqlite", true, phase);
  }

  private static NexusFinding ours(String mode, boolean sealed, Phase phase) {
    return ours(mode, sealed, phase, Optional.empty());
  }

  private static NexusFinding ours(String mode, boolean sealed, Phase phase,
      Optional<KeyId> replaces) {
    boolean known = phase != Phase.NEW;
    return new NexusFinding.Ours(new NexusState(mode, sealed, phase, "",
        Optional.of(KEY).filter(id -> known), 3, 2, Optional.of(SET).filter(id -> known), replaces,
        Optional.of(new Lease(true, "me", 60))));
  }

  private static NexusFinding replacing(KeyId key) {
    return ours("sqlite", true, Phase.NEW, Optional.of(key));
  }

  private static NexusFinding leased() {
    return new NexusFinding.Ours(new NexusState("sqlite", true, Phase.NEW, "", Optional.empty(), 0,
        0, Optional.empty(), Optional.empty(), Optional.of(new Lease(false, "abc", 20))));
  }

  private static KeeperState live(KeyId key) {
    return new KeeperState(Optional.of(label(key)), false, Optional.empty(), false);
  }

  private static KeeperState pending(KeyId key) {
    return new KeeperState(Optional.empty(), false, Optional.of(label(key)), false);
  }

  private static ShareLabel label(KeyId key) {
    return new ShareLabel(key, SET, 1, 3, 2, CheckValue.parse(KEY.hex()));
  }

  private static List<KeeperFinding> keepers(KeeperState state) {
    return Stream.of(1, 2, 3).map(id -> KeeperFinding.holding(id, address(id), state)).toList();
  }

  private static List<KeeperFinding> away() {
    return List.of(KeeperFinding.holding(1, address(1), EMPTY),
        KeeperFinding.failing(2, address(2), "cannot connect"),
        KeeperFinding.silent(3, address(3)));
  }

  private static URI address(int id) {
    return URI.create("https://keeper-" + id + ":8443");
  }
}
