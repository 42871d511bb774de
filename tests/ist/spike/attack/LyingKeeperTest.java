// SPDX-License-Identifier: Apache-2.0
package ist.spike.attack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.crypto.KeyId;
import ist.spike.fakes.LoopbackPorts;
import ist.spike.wire.NexusState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nexus as a process among Keepers that lie, are slow or cannot be reached: the key is there if and
 * only if a threshold of good shares is, and whoever stands in its way is named.
 */
@Tag("system")
class LyingKeeperTest {

  private static final String SECRET = "tenants/acme/db";
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir
  static @Nullable Path temp;
  private static final List<LyingKeeper> KEEPERS = new ArrayList<>();
  private static @Nullable Identities identities;
  private static @Nullable AttackedSystem shared;
  private static Optional<KeyId> key = Optional.empty();

  @BeforeAll
  static void start() throws Exception {
    Path directory = requireNonNull(temp);
    identities = Identities.open(directory.resolve("sockets"));
    for (int port : LoopbackPorts.free(AttackedSystem.KEEPERS)) {
      KEEPERS.add(new LyingKeeper(port, identities.source(Identities.KEEPER)));
    }
    shared = AttackedSystem.among(KEEPERS.stream().map(LyingKeeper::url).toList(),
        directory.resolve("system"), identities,
        AttackedProgram.Build.ofTarget(directory, "nexus"));
    bootstrap();
    system().endInOrder();
  }

  @AfterAll
  static void stop() throws Exception {
    system().close();
    for (LyingKeeper keeper : KEEPERS) {
      keeper.close();
    }
    requireNonNull(identities).close();
  }

  @BeforeEach
  void beSealed() throws Exception {
    system().nexus().kill();
    system().nexus().forgetLog();
    for (LyingKeeper keeper : KEEPERS) {
      keeper.tellTheTruth();
    }
  }

  @ParameterizedTest
  @EnumSource(Lie.class)
  void lie_ofTwoOfThree_isNamedAndTheSecondGoodShareGivesTheKey(Lie lie) throws Exception {
    // Given
    keeper(2).tell(lie);
    keeper(3).tell(lie);
    system().startServers();
    until().untilAsserted(() -> assertThat(system().nexus().log())
        .containsPattern(accusation(2, lie)).containsPattern(accusation(3, lie)));
    assertThat(system().nexusState().sealed()).isTrue();
    if (lie.isTold()) {
      until().untilAsserted(() -> assertThat(system().status().attention())
          .anyMatch(line -> isAbout(line, 2)).anyMatch(line -> isAbout(line, 3))
          .noneMatch(line -> line.startsWith("keeper 1 ")));
    }
    // When
    keeper(2).tellTheTruth();
    // Then
    awaitKey();
    assertThat(system().nexus().log()).doesNotContain("refilled");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void partition_ofAnySubset_leavesTheKeyIfAndOnlyIfAThresholdIsReached(int reached)
      throws Exception {
    // Given
    for (int position = 1; position <= AttackedSystem.KEEPERS; position++) {
      if ((reached & 1 << (position - 1)) == 0) {
        keeper(position).tell(position % 2 == 0 ? Lie.SILENT : Lie.CUT_OFF);
      }
    }
    // When
    system().startServers();
    // Then
    if (Integer.bitCount(reached) < AttackedSystem.THRESHOLD) {
      until().until(() -> system().nexus().log().contains("shares needed of set"));
      assertThat(system().nexusState().sealed()).isTrue();
      for (LyingKeeper keeper : KEEPERS) {
        keeper.tellTheTruth();
      }
    }
    awaitKey();
  }

  @Test
  void bootstrap_besideAForger_makesAKeyThatTheOthersGive() throws Exception {
    // Given
    KEEPERS.forEach(LyingKeeper::forget);
    keeper(3).tell(Lie.FORGED_SHARE);
    // When
    bootstrap();
    // Then
    assertThat(system().nexus().log()).containsPattern(accusation(3, Lie.FORGED_SHARE));
    system().nexus().kill();
    system().startServers();
    awaitKey();
  }

  private static void bootstrap() throws Exception {
    system().beginAnew();
    system().bootstrap().start();
    assertThat(system().awaitBootstrap()).as(system().bootstrap().log()).isZero();
    key = system().nexusState().keyId();
    system().put(SECRET, "s3cr3t");
  }

  /** The one key, and what was written under it. */
  private static void awaitKey() throws Exception {
    until().until(() -> !system().nexusState().sealed());
    NexusState nexus = system().nexusState();
    assertThat(nexus.keyId()).isPresent().isEqualTo(key);
    assertThat(system().get(SECRET)).contains("s3cr3t");
  }

  /** A line of the log that names the Keeper; one that answers is called what it is. */
  private static String accusation(int position, Lie lie) {
    return "keeper[ =]" + position
        + (lie.isTold() ? ".*(holds|shows)" : ".*(holds|shows|does not|no answer|connect)");
  }

  /** The line of {@code spike status} that calls the Keeper what it is. */
  private static boolean isAbout(String line, int position) {
    return line.startsWith("keeper " + position + " holds a wrong share: it ");
  }

  private static ConditionFactory until() {
    return Awaitility.await().atMost(LIMIT).pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50)).ignoreExceptions();
  }

  private static LyingKeeper keeper(int position) {
    return KEEPERS.get(position - 1);
  }

  private static AttackedSystem system() {
    return requireNonNull(shared);
  }
}
