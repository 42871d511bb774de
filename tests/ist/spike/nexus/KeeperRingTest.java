// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static ist.spike.nexus.LyingKeeper.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.fakes.SettableSource;
import ist.spike.fakes.TestAuthority;
import ist.spike.keyring.KeeperJudgement;
import ist.spike.keyring.KeeperJudgement.Standing;
import ist.spike.keyring.KeeperView;
import ist.spike.nexus.LyingKeeper.Lie;
import ist.spike.peer.PeerClient;
import ist.spike.peer.PeerTimeouts;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a Keeper of the right identity can do to Nexus over the wire: nothing but to be named. */
final class KeeperRingTest {

  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final SettableSource NEXUS = SettableSource.of(AUTHORITY, "/spike/nexus");
  private static final SettableSource KEEPER = SettableSource.of(AUTHORITY, "/spike/keeper");
  private static final Duration SHORT = Duration.ofMillis(1_500);
  private static final Duration PATIENT = Duration.ofSeconds(20);
  private static final String ORDER =
      "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

  static Stream<Arguments> lies() {
    return Stream.of(
        lie("endless", LyingKeeper.endlessly(), ErrorCode.BAD_ANSWER),
        lie("oversized", answering(200, " ".repeat(70_000)), ErrorCode.BAD_ANSWER),
        lie("no JSON", answering(200, "shard"), ErrorCode.BAD_ANSWER),
        lie("deep JSON", answering(200, "[".repeat(20_000)), ErrorCode.BAD_ANSWER),
        lie("no share", answering(200, "{}"), ErrorCode.BAD_ANSWER),
        lie("null", answering(200, "{\"shard\":null}"), ErrorCode.BAD_ANSWER),
        lie("zero", answering(200, shard("00".repeat(32))), ErrorCode.BAD_ANSWER),
        lie("half a label", answering(200, shard("07".repeat(32)).replace("}", ",\"n\":3}")),
            ErrorCode.BAD_ANSWER),
        lie("500", answering(500, "{}"), ErrorCode.UNREACHABLE),
        lie("a redirect", answering(302, "{}"), ErrorCode.UNREACHABLE));
  }

  private static Arguments lie(String name, Lie lie, ErrorCode code) {
    return Arguments.of(name, lie, code);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void share_keeperLies_isRefusedWithinBounds(String name, Lie lie, ErrorCode code)
      throws Exception {
    try (LyingKeeper keeper = new LyingKeeper(KEEPER, lie);
        KeeperRing ring = ring(keeper.address())) {
      assertThatThrownBy(() -> ring.share(1, false, PATIENT).ifPresent(held -> held.close()))
          .isInstanceOfSatisfying(SpikeException.class,
              refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
  }

  @Test
  void share_keeperNeverAnswersOrNeverEnds_isGivenUpInTime() throws Exception {
    for (boolean begun : List.of(false, true)) {
      try (LyingKeeper keeper = new LyingKeeper(KEEPER, LyingKeeper.never(begun));
          KeeperRing ring = ring(keeper.address())) {
        assertThatThrownBy(() -> ring.share(1, false, SHORT))
            .isInstanceOfSatisfying(SpikeException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNREACHABLE))
            .hasMessage(keeper.address() + ": no answer within 1500 ms");
      }
    }
  }

  @Test
  void look_valuesThatAreNoShare_accuseTheirKeeper() throws Exception {
    for (String value : List.of(ORDER, "ff".repeat(32))) {
      try (LyingKeeper keeper = new LyingKeeper(KEEPER, exchange -> {
        boolean state = exchange.getRequestURI().getPath().endsWith("/state");
        answering(state ? 400 : 200, shard(value)).tell(exchange);
      }); KeeperRing ring = ring(keeper.address())) {
        // When
        KeeperView view = new KeeperRound(ring).look().getFirst();

        // Then
        assertThat(view.shown()).isEmpty();
        assertThat(view.trouble()).map(KeeperJudgement::standing).contains(Standing.CULPRIT);
      }
    }
  }

  @Test
  void state_peerIsSomebodyElse_isRefusedAndNamed() throws Exception {
    SettableSource stranger = SettableSource.of(AUTHORITY, "/workload");
    try (LyingKeeper keeper = new LyingKeeper(stranger, answering(200, "{}"));
        KeeperRing ring = ring(keeper.address())) {
      assertThatThrownBy(() -> ring.state(1, PATIENT)).isInstanceOf(SpikeException.class)
          .hasMessageContaining("TLS failed").hasMessageContaining("spiffe://spike.ist/workload");
    }
  }

  @Test
  void share_spikesOwnEmptyKeeper_isNone() throws Exception {
    try (LyingKeeper keeper =
        new LyingKeeper(KEEPER, answering(400, "{\"shard\":null,\"err\":\"api_not_found\"}"));
        KeeperRing ring = ring(keeper.address())) {
      assertThat(ring.share(1, true, PATIENT)).isEmpty();
      assertThat(ring.state(1, PATIENT)).isEmpty();
    }
  }

  private static KeeperRing ring(URI address) {
    SpiffeId keeper = SpiffeId.parse("spiffe://spike.ist/spike/keeper");
    return new KeeperRing(List.of(address), new PeerClient(NEXUS, keeper::equals,
        PeerTimeouts.DEFAULT, KeeperRing.MAX_ANSWER_BYTES));
  }

  private static String shard(String hex) {
    return "{\"shard\":[" + IntStream.range(0, hex.length() / 2)
        .mapToObj(i -> String.valueOf(Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16)))
        .collect(Collectors.joining(",")) + "]}";
  }
}
