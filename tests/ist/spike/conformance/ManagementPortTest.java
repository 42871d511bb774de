// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ist.spike.wire.StatusReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a running Nexus tells on its management port, held against the documents. */
@Tag("system")
final class ManagementPortTest {

  private static final Map<String, String> OPEN =
      Map.of("SPIKE_MANAGEMENT_LISTEN", "127.0.0.1:0", "SPIKE_NEXUS_KEEPER_BEAT_INTERVAL", "200ms");
  private static final Path MONITORING = Path.of("ops", "monitoring");
  private static final Pattern NAME = Pattern.compile("\\bspike_[a-z_]+\\b");
  private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (\\S+) ");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir
  private Path home = Path.of("");

  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> get(SpikeSystem system, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + system.managementPort() + path)).timeout(PATIENCE)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void metrics_nexus_areTheDocumentedOnesAndWellFormed() throws Exception {
    try (SpikeSystem system = SpikeSystem.ready(home, OPEN)) {
      // Given
      assertThat(system.post(Who.SUPERUSER, "/v1/store/secrets",
          "{\"path\":\"tenants/acme\",\"values\":{\"a\":\"s3cr3t\"}}").status()).isEqualTo(200);
      system.post(Who.SUPERUSER, "/no-such-path", "{}");
      awaitGoodKeepers(system);

      // When
      HttpResponse<String> answer = get(system, "/metrics");

      // Then
      assertThat(families(answer.body())).isEqualTo(documented("nexus", "both"));
      assertThat(answer.body()).contains("spike_sealed 0\n", "spike_threshold 2\n",
          "spike_keepers_good 3\n", "spike_keeper_culprit{keeper=\"3\"} 0\n",
          "spike_store_change_number 2\n", "spike_share_set_recovered 0\n",
          "spike_backup_last_verified_timestamp_seconds 0\n",
          "spike_requests_total{operation=\"put-secret\",status=\"200\"} 1\n",
          "spike_requests_total{operation=\"none\",status=\"400\"} 1\n",
          "spike_request_seconds_count{operation=\"put-secret\"} 1\n")
          .doesNotContain("tenants", "s3cr3t");
      assertThat(answer.headers().firstValue("content-type"))
          .contains("text/plain; version=0.0.4; charset=utf-8");
      assertThat(promtool(answer.body(), "check", "metrics")).isEmpty();
    }
  }

  @Test
  void health_sealedThenNot_saysWhy() throws Exception {
    try (SpikeSystem system = SpikeSystem.sealed(home, OPEN)) {
      assertThat(get(system, "/health/live").body()).isEqualTo("live\n");
      HttpResponse<String> sealed = get(system, "/health/ready");
      assertThat(sealed.statusCode()).isEqualTo(503);
      assertThat(sealed.body()).startsWith("sealed: ");
      assertThat(get(system, "/metrics").body()).contains("spike_sealed 1\n")
          .doesNotContain("\nspike_backup_");

      system.bootstrap();

      assertThat(get(system, "/health/ready").statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lite", "memory"})
  void diskless_tellsWhatApplies(String backend) throws Exception {
    Map<String, String> settings = new HashMap<>(OPEN);
    settings.put("SPIKE_NEXUS_BACKEND_STORE", backend);
    try (SpikeSystem system = backend.equals("lite")
        ? SpikeSystem.ready(home, settings)
        : SpikeSystem.sealed(home, settings)) {
      // Given
      if (backend.equals("lite")) {
        awaitGoodKeepers(system);
      }

      // When
      StatusReport report = StatusReport
          .parse(system.post(Who.SUPERUSER, "/v1/operator/status", "{}").text().getBytes(UTF_8));

      // Then
      assertThat(report.program().mode()).isEqualTo(backend);
      assertThat(report.seal().sealed()).isFalse();
      assertThat(report.attention()).isEmpty();
      assertThat(report.warnings()).isEqualTo(backend.equals("lite")
          ? List.of("recovery.custodians names nobody, so recovery shares leave nexus unencrypted")
          : List.of());
      assertThat(get(system, "/metrics").body()).contains("spike_sealed 0\n");
      assertThat(system.post(Who.APP, "/v1/operator/status", "{}").status()).isEqualTo(401);
    }
  }

  /** Nexus knows what a Keeper holds from the first beat on. */
  private void awaitGoodKeepers(SpikeSystem system) {
    await().atMost(PATIENCE).untilAsserted(
        () -> assertThat(get(system, "/metrics").body()).contains("spike_keepers_good 3\n"));
  }

  private static Set<String> families(String text) {
    return FAMILY.matcher(text).results().map(each -> each.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> names(String text) {
    return NAME.matcher(text).results().map(each -> each.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The names in the first column of the table, of these programs. */
  static Set<String> documented(String... programs) throws IOException {
    return Files.readAllLines(MONITORING.resolve("metrics.md")).stream()
        .filter(line -> line.startsWith("| `spike_"))
        .map(line -> line.split(" \\| ", 3))
        .filter(cells -> List.of(programs).contains(cells[1]))
        .flatMap(cells -> names(cells[0]).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What it complains about. */
  private static String promtool(String input, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.outputWriter(UTF_8).append(input).close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
