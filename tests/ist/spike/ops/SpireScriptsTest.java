// SPDX-License-Identifier: Apache-2.0
package ist.spike.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.archive.Includes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts of ops/spire, against a SPIRE server that keeps its entries in a file. */
@Tag("system")
final class SpireScriptsTest {

  private static final Path FIXTURES = Path.of("tests/ist/spike/ops").toAbsolutePath();
  private static final Path SCRIPTS = Path.of("ops/spire").toAbsolutePath();
  private static final int MAX_WAIT_SECONDS = 120;

  @TempDir
  private Path directory;

  private Path state;

  @BeforeEach
  void begin() throws Exception {
    state = directory.resolve("state");
    Files.writeString(state, """
        {"entries": [], "bundle": {"x509_authorities": [{"asn1": "QQ=="}]}, "bundles": [],
         "federation": []}""");
  }

  private record Ran(int status, String said) {}

  private ProcessBuilder script(String... command) {
    List<String> whole = new ArrayList<>(Arrays.asList(command));
    whole.set(0, SCRIPTS.resolve(command[0]).toString());
    return spire(new ProcessBuilder(whole));
  }

  private ProcessBuilder spire(ProcessBuilder builder) {
    builder.environment().put("SPIRE_SERVER", FIXTURES.resolve("fake_spire_server.py").toString());
    builder.environment().put("FAKE_SPIRE_STATE", state.toString());
    builder.environment().put("SPIKE_AGENT_SECONDS", "0");
    return builder.redirectErrorStream(true);
  }

  private static Ran run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(),
        UTF_8);
    assertThat(process.waitFor(MAX_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    return new Ran(process.exitValue(), said);
  }

  /** One line for each entry: identity, selectors, expiry. */
  private List<String> entries() throws IOException, InterruptedException {
    Ran ran = run(new ProcessBuilder("jq", "-r", ".entries[] | \"\\(.spiffe_id.path)"
        + " \\(.selectors[0].value) \\(.expires_at != \"0\") \\(.x509_svid_ttl)\"",
        state.toString()));
    return ran.said().lines().toList();
  }

  @Test
  void register_everyRole_hasAUserOfItsOwn() throws Exception {
    // When
    for (String role : List.of("nexus", "keeper", "bootstrap", "recover", "restore")) {
      assertThat(run(script("register", role)).status()).isZero();
    }
    Ran superuser = run(script("register", "superuser", "alice"));

    // Then
    assertThat(superuser.said()).isEqualTo(
        "alice is now registered as spiffe://spike.ist/spike/pilot/role/superuser\n");
    assertThat(entries()).containsExactly("/spike/nexus user:spike-nexus false 0",
        "/spike/keeper user:spike-keeper false 0", "/spike/bootstrap user:spike-bootstrap false 0",
        "/spike/pilot/role/recover user:spike-recover false 0",
        "/spike/pilot/role/restore user:spike-restore false 0",
        "/spike/pilot/role/superuser user:alice false 0");
  }

  @Test
  void register_again_changesNothingAndASecondRoleIsRefused() throws Exception {
    // Given
    run(script("register", "superuser", "alice"));

    // Then
    assertThat(run(script("register", "superuser", "alice"))).isEqualTo(new Ran(0,
        "alice is registered as spiffe://spike.ist/spike/pilot/role/superuser\n"));
    assertThat(run(script("register", "nexus", "alice")).said())
        .startsWith("register: alice has another role already: ");
    assertThat(run(script("register", "root")).said())
        .startsWith("register: 'root' is no role; there are nexus, ");
    assertThat(run(script("register", "nexus", "a;b")).said())
        .isEqualTo("register: 'a;b' is no name of an OS user\n");
    assertThat(entries()).hasSize(1);
  }

  @Test
  void useRole_command_runsInTheRoleAndThenThePersonIsASuperuserAgain() throws Exception {
    // Given
    run(script("register", "superuser", "alice"));

    // When
    Ran ran = run(script("use-role", "recover", "alice", "15", "sh", "-c",
        "jq -r '.entries[0].spiffe_id.path' \"$FAKE_SPIRE_STATE\"; exit 3"));

    // Then
    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.said()).isEqualTo("""
        alice holds recover for 15 minutes at most
        /spike/pilot/role/recover
        alice is a superuser again
        """);
    assertThat(entries()).containsExactly("/spike/pilot/role/superuser user:alice false 0");
    assertThat(Files.readString(state.resolveSibling("state.log")))
        .contains("-entryExpiry", "-x509SVIDTTL 300");
  }

  @Test
  void useRole_interrupted_puttingBackHappensAllTheSame() throws Exception {
    // Given
    run(script("register", "superuser", "alice"));
    Path started = directory.resolve("started");
    Process process = script("use-role", "restore", "alice", "5", "sh", "-c",
        "touch " + started + "; exec sleep 100").start();
    for (int i = 0; i < MAX_WAIT_SECONDS * 10 && !Files.exists(started); i++) {
      process.waitFor(100, TimeUnit.MILLISECONDS);
    }
    assertThat(entries()).containsExactly("/spike/pilot/role/restore user:alice true 300");

    // When
    process.destroy();

    // Then
    assertThat(process.waitFor(MAX_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    assertThat(process.exitValue()).isEqualTo(143);
    assertThat(entries()).containsExactly("/spike/pilot/role/superuser user:alice false 0");
  }

  @Test
  void useRole_whatCannotBe_isRefused() throws Exception {
    // Given
    run(script("register", "nexus", "bob"));

    // Then
    assertThat(run(script("use-role", "recover", "bob", "5")).said()).isEqualTo("use-role: bob is"
        + " not registered as spiffe://spike.ist/spike/pilot/role/superuser, and as nothing"
        + " else\n");
    assertThat(run(script("use-role", "nexus", "bob", "5")).said())
        .isEqualTo("use-role: only recover and restore are for a while, not 'nexus'\n");
    assertThat(run(script("use-role", "recover", "bob", "241")).said())
        .isEqualTo("use-role: '241' is no number of minutes from 1 to 240\n");
  }

  @Test
  void export_loadedIntoAnEmptyServer_isTheSame() throws Exception {
    // Given
    fill();
    Path spool = directory.resolve("export/spool");
    Files.createDirectories(spool.getParent());

    // When
    Ran ran = run(script("export", spool.toString()));

    // Then
    assertThat(ran).isEqualTo(new Ran(0, ""));
    assertThat(names(spool)).containsExactly("bundle.pem", "bundles/bar.test.pem", "entries.json",
        "federation.json");
    assertThat(run(new ProcessBuilder("jq", "-r", ".entries[].entry_id",
        spool.resolve("entries.json").toString())).said()).isEqualTo("e-1\ne-3\ne-2\n");
    Path before = directory.resolve("before");
    Files.copy(state, before);
    Files.writeString(state, "{\"entries\": []}");
    assertThat(run(spire(new ProcessBuilder(FIXTURES.resolve("fake_spire_server.py").toString(),
        "entry", "create", "-data", spool.resolve("entries.json").toString()))))
        .isEqualTo(new Ran(0, ""));
    assertThat(sorted(state)).isEqualTo(sorted(before));
    assertThat(run(new ProcessBuilder("openssl", "x509", "-noout", "-in",
        spool.resolve("bundles/bar.test.pem").toString()))).isEqualTo(new Ran(0, ""));
  }

  @Test
  void export_federation_isWhatSpireReads() throws Exception {
    // Given
    fill();
    Path spool = directory.resolve("export/spool");
    Files.createDirectories(spool.getParent());

    // When
    run(script("export", spool.toString()));

    // Then
    assertThat(run(new ProcessBuilder("jq", "-c", ".federationRelationships[]"
        + " | .trustDomainBundle = (.trustDomainBundle // \"\" | .[:27])",
        spool.resolve("federation.json").toString())).said()).isEqualTo("""
            {"trustDomain":"bar.test","bundleEndpointURL":"https://bar.test/endpoint",\
            "bundleEndpointProfile":"https_spiffe","endpointSPIFFEID":"spiffe://bar.test/id",\
            "trustDomainBundle":"-----BEGIN CERTIFICATE-----","trustDomainBundleFormat":"pem"}
            {"trustDomain":"foo.test","bundleEndpointURL":"https://foo.test/endpoint",\
            "bundleEndpointProfile":"https_web","trustDomainBundle":""}
            """);
  }

  @Test
  void export_again_touchesOnlyWhatChangedAndBackupsTakeIt() throws Exception {
    // Given
    fill();
    Path spool = directory.resolve("export/spool");
    Files.createDirectories(spool.getParent());
    run(script("export", spool.toString()));
    Object before = Files.getAttribute(spool.resolve("entries.json"), "unix:ino");

    // When
    Ran same = run(script("export", spool.toString()));
    Object after = Files.getAttribute(spool.resolve("entries.json"), "unix:ino");
    run(script("register", "superuser", "alice"));
    run(script("export", spool.toString()));

    // Then
    assertThat(same.status()).isZero();
    assertThat(after).isEqualTo(before);
    assertThat(Files.getAttribute(spool.resolve("entries.json"), "unix:ino"))
        .isNotEqualTo(before);
    Path copies = Files.createDirectory(directory.resolve("copies"));
    assertThat(Includes.copy(List.of(spool), copies)).hasSize(4);
    assertThat(names(spool.resolveSibling(""))).hasSize(4);
  }

  @Test
  void export_serverDown_leavesTheLastOneAsItWas() throws Exception {
    // Given
    fill();
    Path spool = directory.resolve("export/spool");
    Files.createDirectories(spool.getParent());
    run(script("export", spool.toString()));
    ProcessBuilder again = script("export", spool.toString());
    again.environment().put("FAKE_SPIRE_FAILS", "federation list");
    run(script("register", "superuser", "alice"));

    // When
    Ran ran = run(again);

    // Then
    assertThat(ran.status()).isNotZero();
    assertThat(Files.readString(spool.resolve("entries.json"))).doesNotContain("superuser");
    assertThat(names(spool.resolveSibling(""))).hasSize(4);
  }

  private void fill() throws IOException, InterruptedException {
    run(new ProcessBuilder("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
        "ec_paramgen_curve:P-256", "-nodes", "-subj", "/O=SPIFFE", "-outform", "DER", "-keyout",
        "/dev/null", "-out", directory.resolve("ca.der").toString()));
    String certificate = Base64.getEncoder()
        .encodeToString(Files.readAllBytes(directory.resolve("ca.der")));
    Files.copy(FIXTURES.resolve("spire-state.json"), state, StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(state, Files.readString(state).replace("CERTIFICATE", certificate));
  }

  private static String sorted(Path state) throws IOException, InterruptedException {
    return run(new ProcessBuilder("jq", "-S", ".entries | sort_by(.id)", state.toString())).said();
  }

  private static List<String> names(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).map(file -> root.relativize(file).toString())
          .sorted().toList();
    }
  }
}
