// SPDX-License-Identifier: Apache-2.0
package ist.spike.system;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ist.spike.peer.PeerAnswer;
import ist.spike.system.SpikeCommand.Outcome;
import ist.spike.wire.Operation;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One development system of real processes for all tests; each test leaves it whole. What was
 * stored at the beginning has to be there after whatever is done to it.
 */
@Tag("system")
class DevSystemTest {
  private static final Duration BOUND = Duration.ofSeconds(90);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final int STOP_LIMIT_SECONDS = 120;

  @TempDir
  static @Nullable Path temp;
  private static @Nullable DevMachine shared;

  @BeforeAll
  static void start() throws Exception {
    shared = new DevMachine(requireNonNull(temp));
    assertStarted(machine().dev("--detach"));
    Outcome put = machine().pilot(
        "superuser", "secret", "put", "tenants/acme/db", "username=root", "password=s3cr3t");
    assertThat(put.err() + put.out()).contains("OK");
  }

  @AfterAll
  static void stop() throws Exception {
    machine().dev("stop");
  }

  @BeforeEach
  void isWhole() throws Exception {
    Outcome status = machine().dev("status");
    assertThat(status.exitCode()).as(status.out()).isZero();
  }

  @Test
  void dev_started_leavesNothingToOthers() throws Exception {
    assertThat(machine().openToOthers()).isEmpty();
    assertThat(machine().data().resolve("recovery")).isDirectoryContaining("glob:**.1.txt");
    assertThat(machine().data().resolve("dev.env")).content()
        .contains("export SPIKE_NEXUS_API_URL='https://127.0.0.1:" + machine().nexusPort() + "'\n");
  }

  @Test
  void pilot_nothingSet_findsTheDevelopmentEnvironmentAndSaysSo() throws Exception {
    // When
    Outcome got = machine().unconfigured("secret", "get", "tenants/acme/db");
    Outcome brief = machine().unconfigured("get", "tenants/acme/db");
    // Then
    assertThat(got.out()).isEqualTo("password: s3cr3t\nusername: root\n");
    assertThat(got.err()).isEqualTo("spike: no SPIRE agent here, so this uses the development "
        + "environment in " + machine().data() + "\n");
    assertThat(brief).isEqualTo(got);
  }

  @Test
  void pilot_onlyAsksNexus_loadsNothingOfTheServers() throws Exception {
    for (String line : List.of("--version", "status", "put classes/a x=1", "get classes/a",
        "list --prefix classes", "delete classes/a", "undelete classes/a -v 1",
        "cipher encrypt --plaintext aGk=", "secret put classes/a x=2", "secret get classes/a x",
        "secret list -f yaml", "secret diff classes/a", "secret copy classes/a classes/b",
        "secret move classes/b classes/c", "secret metadata get classes/a",
        "secret delete classes/c", "secret undelete classes/c -v 1",
        "secret destroy classes/a --all --yes",
        "policy create --name p --path-pattern ^x$ --spiffeid-pattern ^spiffe://y/z$ "
            + "--permissions read",
        "policy get p -f yaml", "policy list", "policy delete p --yes")) {
      // Given
      Path classes = requireNonNull(temp).resolve("classes.log");
      // When
      Outcome outcome = machine().watchedPilot(classes, line.split(" ", -1));
      // Then
      assertThat(outcome.exitCode()).as(line + outcome.err()).isZero();
      assertThat(classes).as(line).content().contains("ist.spike.pilot.Pilot ")
          .doesNotContainPattern("load\\] (org\\.apache\\.camel|io\\.grpc|io\\.netty|io\\.vertx"
              + "|org\\.sqlite|org\\.bouncycastle|io\\.spiffe\\.workloadapi|java\\.net\\.http"
              + "|ist\\.spike\\.(nexus|keeper|bootstrap|dev|store))\\.");
    }
  }

  @Test
  void policyCreate_badPattern_saysWhatIsWrongWithIt() throws Exception {
    // When
    Outcome outcome = machine().pilot("superuser", "policy", "create", "--name", "bad",
        "--path-pattern", "(", "--spiffeid-pattern", "^spiffe://y/z$", "--permissions", "read");
    // Then
    assertThat(outcome.err()).isEqualTo("""
        Error: Invalid request.
        spike: error parsing regexp: missing closing ): `(`
        """);
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @Test
  void pilot_onATerminal_printsNoColourAndInAPipeNoEscapes() throws Exception {
    for (String line : List.of("status", "secret get tenants/acme/db", "secret get no/such",
        "backup run")) {
      // When
      Outcome coloured = machine().pilotOnTerminal("", line.split(" ", -1));
      Outcome plain = machine().pilotOnTerminal("1", line.split(" ", -1));
      Outcome piped = machine().pilot("superuser", line.split(" ", -1));
      // Then: a line of progress is moved back over, but nothing has a colour
      assertThat(coloured.out()).as(line).isNotEmpty().doesNotContainPattern("\u001b\\[[0-9;]*m");
      assertThat(plain.out()).as(line).isNotEmpty().doesNotContainPattern("\u001b\\[[0-9;]*m");
      assertThat(piped.out() + piped.err()).as(line).isNotEmpty().doesNotContain("\u001b");
    }
  }

  @Test
  void nexus_killedAndStartedAgain_recoversFromTheKeepers() throws Exception {
    // Given
    machine().kill("nexus");
    assertThat(machine().dev("status").exitCode()).isEqualTo(1);
    // When
    Outcome started = machine().dev("start", "nexus");
    // Then
    assertThat(started.exitCode()).as(started.err()).isZero();
    awaitSecret();
  }

  @Test
  void keeper_killedAndStartedAgain_isRefilledAndCounts() throws Exception {
    // Given
    machine().kill("keeper-1");
    // When
    assertThat(machine().dev("start", "keeper-1").exitCode()).isZero();
    await().atMost(BOUND).pollInterval(POLL).until(() -> machine().isFilled(1));
    // Then: with another one away, Nexus needs the share of the refilled one.
    assertThat(machine().dev("stop", "keeper-2").exitCode()).isZero();
    machine().kill("nexus");
    assertThat(machine().dev("start", "nexus").exitCode()).isZero();
    awaitSecret();
    assertThat(machine().dev("start", "keeper-2").exitCode()).isZero();
    await().atMost(BOUND).pollInterval(POLL).until(() -> machine().isFilled(2));
  }

  @Test
  void workload_withoutPolicy_isRefused() throws Exception {
    // When
    PeerAnswer answer = machine().askNexus(
        "workload", Operation.GET_SECRET, "{\"path\":\"tenants/acme/db\"}");
    // Then
    assertThat(answer.status()).isEqualTo(401);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("access_unauthorized")
        .doesNotContain("s3cr3t");
  }

  @Test
  void dev_sameDirectoryTwice_saysSo() throws Exception {
    // When
    Outcome second = machine().dev();
    // Then
    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.err()).startsWith("spike: spike dev already runs in " + machine().data());
  }

  @Test
  void dev_busyPort_saysSoBeforeAnythingStarts() throws Exception {
    // Given
    Path directory = Files.createDirectory(requireNonNull(temp).resolve("busy"));
    DevMachine other = new DevMachine(directory);
    try (ServerSocket _ =
        new ServerSocket(other.nexusPort(), 1, InetAddress.ofLiteral("127.0.0.1"))) {
      // When
      Outcome refused = other.dev("--detach");
      // Then
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err())
          .contains("in use by another program: port " + other.nexusPort() + " (nexus)");
      assertThat(other.processes()).isEmpty();
      assertThat(other.data().resolve("data")).doesNotExist();
    }
  }

  @Test
  void dev_interruptedInTheForeground_leavesNoProcessAndFindsItsSecrets() throws Exception {
    // Given
    assertThat(machine().dev("stop").exitCode()).isZero();
    assertThat(machine().processes()).isEmpty();
    assertThat(machine().dev("status").exitCode()).isEqualTo(1);
    Path log = requireNonNull(temp).resolve("foreground.log");
    Process foreground = machine().foreground(log);
    await().atMost(BOUND).pollInterval(POLL).until(() -> Files.readString(log).contains("Ctrl-C"));
    awaitSecret();
    // When
    new ProcessBuilder("kill", "-INT", "" + foreground.pid()).start().waitFor();
    // Then
    assertThat(foreground.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(machine().processes()).isEmpty();
    assertStarted(machine().dev("--detach"));
    awaitSecret();
  }

  @Test
  void dev_supervisorKilled_nextStartCleansUp() throws Exception {
    // Given
    long orphan = machine().pid("nexus");
    machine().kill("dev");
    assertThat(ProcessHandle.of(orphan)).isPresent();
    // When
    Outcome started = machine().dev("--detach");
    // Then
    assertStarted(started);
    assertThat(started.out()).contains("ended 4 processes that an earlier run left behind");
    awaitSecret();
  }

  private static void assertStarted(Outcome started) {
    assertThat(started.exitCode()).as(started.out() + started.err()).isZero();
    assertThat(started.out()).contains("SPIKE is ready in", "verified");
  }

  private static void awaitSecret() {
    await().atMost(BOUND).pollInterval(POLL).untilAsserted(() -> {
      Outcome got = machine().pilot("superuser", "secret", "get", "tenants/acme/db");
      assertThat(got.out() + got.err()).contains("username: root", "password: s3cr3t");
    });
  }

  private static DevMachine machine() {
    return requireNonNull(shared);
  }
}
