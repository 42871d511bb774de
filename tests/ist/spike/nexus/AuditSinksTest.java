// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ist.spike.audit.AuditLog;
import ist.spike.audit.AuditRecord;
import ist.spike.kit.ErrorRoutes;
import ist.spike.kit.RetryRoutes;
import ist.spike.store.DeadLetter;
import ist.spike.store.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sinks of the audit records that are good, slow, dead, and alive again. */
final class AuditSinksTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir
  Path home;

  private final List<String> good = new CopyOnWriteArrayList<>();
  private final List<String> mended = new CopyOnWriteArrayList<>();
  private final AtomicBoolean dead = new AtomicBoolean(true);
  private final CountDownLatch slow = new CountDownLatch(1);
  private final AtomicLong nanos = new AtomicLong();
  private final MemoryStore letters = new MemoryStore(InstantSource.system());
  private Path directory;
  private AuditLog log;

  @BeforeEach
  void open() {
    directory = home.resolve("audit");
    log = new AuditLog(directory, 3, Optional::empty);
  }

  @AfterEach
  void close() {
    slow.countDown();
    log.close();
  }

  @Test
  void feed_besideADeadAndASlowOne_reachesTheGoodAndLaterTheDead() throws Exception {
    // Given
    append("one", "two");
    try (DefaultCamelContext camel = camel("good", "dead", "slow")) {
      // When
      await().atMost(30, SECONDS).until(() -> good.size() == 3);
      append("three");
      await().atMost(30, SECONDS).until(() -> good.size() == 4);
      await().atMost(30, SECONDS).until(() -> !letters.deadLetters().isEmpty());

      // Then
      assertThat(camel.isStarted()).isTrue();
      assertThat(good).isEqualTo(Files.readAllLines(directory.resolve("audit-00000001.jsonl")));
      assertThat(letters.deadLetters()).extracting(DeadLetter::letter).singleElement()
          .satisfies(letter -> {
            assertThat(letter.flow()).isEqualTo("feed-audit-sink");
            assertThat(letter.subject()).isEqualTo("direct:dead");
            assertThat(letter.error()).isEqualTo("java.io.IOException");
          });
      dead.set(false);
      nanos.addAndGet(2 * MINUTE.toNanos());
      await().atMost(30, SECONDS).until(() -> mended.equals(good));
      slow.countDown();
    }
  }

  @Test
  void feed_afterARestart_goesOnWhereItWas() throws Exception {
    // Given
    append("one");
    try (DefaultCamelContext camel = camel("good")) {
      await().atMost(30, SECONDS).until(() -> good.size() == 2 && placeIsKept());
      assertThat(camel.isStarted()).isTrue();
    }
    append("two");

    // When
    try (DefaultCamelContext camel = camel("good")) {
      await().atMost(30, SECONDS).until(() -> good.size() > 2);
      assertThat(camel.isStarted()).isTrue();
    }

    // Then
    assertThat(good).isEqualTo(Files.readAllLines(directory.resolve("audit-00000001.jsonl")));
  }

  private boolean placeIsKept() throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files.anyMatch(file -> file.getFileName().toString().matches("sink-[0-9a-f]{16}"));
    }
  }

  private void append(String... subjects) {
    for (String subject : subjects) {
      log.append(new AuditRecord(Instant.EPOCH, "r", "", "get-secret", subject, 200, "", 1));
    }
  }

  private DefaultCamelContext camel(String... names) throws Exception {
    AuditSinks sinks = new AuditSinks(Stream.of(names)
        .map(name -> AuditSinks.sink("direct:" + name + "?timeout=1000", directory, nanos::get))
        .toList());
    DefaultCamelContext camel = new DefaultCamelContext();
    camel.addRoutesConfigurations(new ErrorRoutes());
    camel.addRoutesConfigurations(
        new RetryRoutes(2, Duration.ofMillis(1), Duration.ofMillis(1)));
    camel.addRoutes(new Receivers());
    camel.addRoutes(new AuditSinkRoutes(sinks, Executors.newVirtualThreadPerTaskExecutor()));
    for (RoutesBuilder each : ParkingRoutes.of(letters)) {
      camel.addRoutes(each);
    }
    camel.getShutdownStrategy().setTimeout(5);
    camel.start();
    return camel;
  }

  /** What the sinks lead to. */
  private final class Receivers extends RouteBuilder {

    @Override
    public void configure() {
      from("direct:good").process().body(String.class, lines -> good.addAll(lines(lines)));
      from("direct:dead").errorHandler(noErrorHandler()).process(exchange -> {
        if (dead.get()) {
          throw new IOException("no such host");
        }
        mended.addAll(lines(exchange.getMessage().getBody(String.class)));
      });
      from("direct:slow").process(_ -> slow.await());
    }

    private static List<String> lines(String text) {
      return text.lines().toList();
    }
  }
}
