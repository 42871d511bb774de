// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.fakes.RawAnswer;
import ist.spike.vectors.Vectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that a real SPIKE 0.8.2 was sent, in their order, each under its identity, and what came
 * back. Ours comes back the same; where it does not, the difference is in a list here.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class RecordedSampleTest {

  private static final Pattern EARLIER = Pattern.compile("\\$\\{([a-z-]+)\\.([a-z]+)}");
  private static final int IN_THE_HANDSHAKE = 0;
  private static final int BAD_REQUEST = 400;

  /** Steps whose status differs, each in a row of the README's table of differences. */
  private static final Map<String, Integer> OTHER_STATUS =
      Map.of("policy-reserved-partial", BAD_REQUEST);

  /** Members that we add to SPIKE's answers (ops/format/wire-extensions.md 2). */
  private static final Set<String> ADDITIONS =
      Set.of("/version", "/message", "/shareSet", "/spiffeidPattern");

  private final Map<String, String> answers = new HashMap<>();
  private final SpikeSystem system;

  RecordedSampleTest(@TempDir Path home) throws Exception {
    system = SpikeSystem.ready(home, Map.of());
  }

  @AfterAll
  void stop() {
    system.close();
  }

  /** One step relies on a policy that was put by a request outside of the sample. */
  static Stream<Step> steps() {
    return Vectors.load("spike-wire-sample.json").members("steps").stream().map(Step::of)
        .filter(step -> !step.name().equals("app-policy-list"));
  }

  /** One request and its recorded answer. */
  record Step(String name, Who who, boolean toKeeper, SpikeSystem.Request request, int status,
      String type, String answer) {

    static Step of(Vectors step) {
      return new Step(step.text("name"), Who.valueOf(step.text("as").toUpperCase(Locale.ROOT)),
          step.text("server").equals("keeper"),
          new SpikeSystem.Request(step.text("method"), step.text("path"),
              step.text("contentType"), step.text("body").getBytes(UTF_8)),
          step.number("status"), step.text("type"), step.text("answer"));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @ParameterizedTest
  @MethodSource("steps")
  void request_ofTheRecording_isAnsweredAsThen(Step step) throws IOException {
    if (step.status() == IN_THE_HANDSHAKE) {
      assertThatThrownBy(() -> send(step)).isInstanceOf(IOException.class);
      return;
    }

    // When
    RawAnswer answer = send(step);

    // Then
    answers.put(step.name(), answer.text());
    assertThat(answer.status()).as(answer.text())
        .isEqualTo(OTHER_STATUS.getOrDefault(step.name(), step.status()));
    assertThat(answer.header("content-type")).contains(step.type());
    if (OTHER_STATUS.containsKey(step.name())) {
      assertThat(answer.text()).contains("\"err\":\"");
    } else if (step.type().equals("application/json")) {
      new Recorded(ADDITIONS).requireSame(step.answer(), answer.text());
    } else if (step.type().startsWith("text/plain")) {
      assertThat(answer.text()).isEqualTo(step.answer());
    } else {
      assertThat(answer.body().length + " bytes").isEqualTo(step.answer());
    }
  }

  private RawAnswer send(Step step) throws IOException {
    SpikeSystem.Request recorded = step.request();
    byte[] body = filled(new String(recorded.body(), UTF_8)).getBytes(UTF_8);
    return system.request(step.who(), step.toKeeper() ? system.keeperPort() : system.nexusPort(),
        new SpikeSystem.Request(recorded.method(), recorded.target(), recorded.contentType(),
            body));
  }

  /** The body with what it takes from earlier answers. */
  private String filled(String body) {
    return EARLIER.matcher(body).replaceAll(found -> {
      Map<?, ?> earlier = (Map<?, ?>) Objects
          .requireNonNull(Recorded.parse(Objects.requireNonNull(answers.get(found.group(1)))));
      return Matcher.quoteReplacement(Jsoner.serialize(earlier.get(found.group(2))));
    });
  }
}
