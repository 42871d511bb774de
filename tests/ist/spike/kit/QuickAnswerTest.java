// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.config.ListenAddress;
import ist.spike.fakes.RawHttps;
import ist.spike.fakes.SettableSource;
import ist.spike.fakes.TestAuthority;
import ist.spike.wire.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class QuickAnswerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final HttpsLimits LIMITS = new HttpsLimits(1000, 100, 50, PATIENCE, PATIENCE);

  private final TestAuthority authority = new TestAuthority();
  private final List<String> recorded = new ArrayList<>();

  @Test
  void request_quick_isAnsweredAndRecordedOnTheEventLoop() throws Exception {
    // Given
    HttpsServer.Work work = new HttpsServer.Work(request -> {
      if (request.path().equals("/quick/bad")) {
        throw new IllegalStateException("no");
      }
      return Reply.ok((Thread.currentThread().isVirtual() ? "worker" : "loop").getBytes(UTF_8));
    }, request -> request.path().startsWith("/quick"), this::record);
    try (
        HttpsServer server = HttpsServer.start(new ListenAddress("127.0.0.1", 0),
            new PeerGuard(SettableSource.of(authority, "/spike/nexus"), id -> true), LIMITS, work);
        RawHttps client = RawHttps.connect(
            RawHttps.context(SettableSource.of(authority, "/workload")), server.port())) {
      // When
      String quick = client.post("/quick", "{}").text();
      String other = client.post("/other", "{}").text();
      int failed = client.post("/quick/bad", "{}").status();
      String after = client.post("/quick", "{}").text();

      // Then
      assertThat(List.of(quick, other, after)).containsExactly("loop", "worker", "loop");
      assertThat(failed).isEqualTo(500);
      assertThat(recorded).containsExactly("/quick 200", "/other 200", "/quick 200");
    }
  }

  private synchronized Reply record(HttpRequest request, Reply reply) {
    recorded.add(request.path() + " " + reply.status());
    return reply;
  }
}
