// SPDX-License-Identifier: Apache-2.0
package ist.spike.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The alert rules fire when they should, and speak of metrics that are documented. */
final class AlertRulesTest {

  private static final Path MONITORING = Path.of("ops", "monitoring");
  private static final Pattern METRIC = Pattern.compile("\\bspike_[a-z_]+\\b");
  private static final Pattern ALERT = Pattern.compile("(?m)^ +- alert: (\\w+)$");
  private static final Pattern FIRES =
      Pattern.compile("alertname: (\\w+)\\n +exp_alerts:\\n +- exp_labels:");
  private static final Pattern KEEPS_QUIET =
      Pattern.compile("alertname: (\\w+)\\n +exp_alerts: \\[]");
  private static final int TOOL_SECONDS = 60;

  @ParameterizedTest
  @ValueSource(strings = {"check rules alerts.yml", "test rules alerts-test.yml"})
  void rules_arePrometheusAndFireAsTheirTestsSay(String arguments) throws Exception {
    Process process = new ProcessBuilder(("promtool " + arguments).split(" "))
        .directory(MONITORING.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(TOOL_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(said).contains("SUCCESS");
  }

  @Test
  void rule_isTestedToFireAndNotTo() throws Exception {
    Set<String> alerts = found(ALERT, "alerts.yml");
    assertThat(alerts).hasSizeGreaterThan(10);
    assertThat(found(FIRES, "alerts-test.yml")).isEqualTo(alerts);
    assertThat(found(KEEPS_QUIET, "alerts-test.yml")).isEqualTo(alerts);
  }

  /** What is documented is what a running Nexus tells; another test sees to that. */
  @Test
  void metric_ofARule_isDocumented() throws Exception {
    List<String> rules = Files.readAllLines(MONITORING.resolve("alerts.yml")).stream()
        .filter(line -> line.contains(" expr: ")).toList();
    assertThat(found(METRIC, "metrics.md"))
        .containsAll(found(METRIC.matcher(String.join("\n", rules))));
  }

  private static Set<String> found(Pattern pattern, String file) throws Exception {
    return found(pattern.matcher(Files.readString(MONITORING.resolve(file))));
  }

  private static Set<String> found(Matcher matcher) {
    Set<String> found = new TreeSet<>();
    while (matcher.find()) {
      found.add(matcher.group(matcher.groupCount()));
    }
    return found;
  }
}
