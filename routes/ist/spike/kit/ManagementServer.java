// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import ist.spike.config.ListenAddress;
import ist.spike.config.Settings;
import ist.spike.metrics.MetricsText;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Health and metrics in plain HTTP, on loopback alone: {@code /health/live}, {@code /health/ready} and
 * {@code /metrics}. Bodies are not read; a connection serves one request and lives for seconds,
 * whatever its client does. With all connections taken, a new one takes the place of the one that has
 * asked nothing for the longest time, so that silent clients keep nobody out.
 */
public final class ManagementServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);
  private static final String LISTEN = "management.listen";
  private static final int MAX_CONNECTIONS = 16;
  private static final int MAX_HEAD_BYTES = 4 * 1024;
  private static final Duration CONNECTION_LIFE = Duration.ofSeconds(10);
  private static final Duration METRICS_PATIENCE = Duration.ofSeconds(5);
  /** Whoever asks more often gets the same text again. */
  private static final Duration METRICS_LIFE = Duration.ofSeconds(1);
  private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Vitals vitals;
  private final Vertx vertx;
  private final HttpServer server;
  private final ReentrantLock making = new ReentrantLock();
  private Optional<Page> metrics = Optional.empty();
  private long madeAtNanos;
  /** Touched by the event loop alone. */
  private int connections;
  /** Those that have not asked yet, the oldest first. Touched by the event loop alone. */
  private final Set<HttpConnection> silent = new LinkedHashSet<>();

  /** An answer. */
  private record Page(int status, String type, String text) {
    Page(int status, String line) {
      this(status, "text/plain; charset=utf-8", line + "\n");
    }
  }

  private ManagementServer(Vitals vitals) {
    this.vitals = vitals;
    this.vertx = Vertx.vertx(Reactors.options(1, 1));
    this.server = vertx.createHttpServer(new HttpServerOptions()
        // While HTTP/2 is possible, Vert.x tells of a connection only when it has said something.
        .setHttp2ClearTextEnabled(false).setMaxHeaderSize(MAX_HEAD_BYTES)
        .setMaxInitialLineLength(MAX_HEAD_BYTES));
  }

  /**
   * Listens where the settings say; empty when they say nowhere.
   *
   * @throws SpikeException for an address that others can reach, or that cannot be listened on
   */
  public static Optional<ManagementServer> open(Settings settings, Vitals vitals) {
    if (settings.find(LISTEN).filter(address -> !address.equals("0")).isEmpty()) {
      return Optional.empty();
    }
    ListenAddress address = settings.listenAddress(LISTEN);
    if (!isLoopback(address.host())) {
      throw settings.invalid(LISTEN, "it must be on loopback, such as 127.0.0.1:9553, because"
          + " nobody is asked who they are there");
    }
    ManagementServer opened = new ManagementServer(vitals);
    try {
      opened.listen(address);
      return Optional.of(opened);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** The port listened on. */
  public int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    try {
      vertx.close().toCompletionStage().toCompletableFuture()
          .get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the management port did not close in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private void listen(ListenAddress address) {
    server.connectionHandler(this::greet).requestHandler(this::take);
    try {
      server.listen(address.port(), address.host()).toCompletionStage().toCompletableFuture()
          .get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      LOG.info("health and metrics: http://{}:{}/metrics", address.host(), port());
    } catch (ExecutionException | TimeoutException e) {
      throw new SpikeException(ErrorCode.BAD_SETTING, "cannot listen on " + address.host() + ":"
          + address.port() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SpikeException(ErrorCode.INTERNAL, "stopped while starting to listen", e);
    }
  }

  private void greet(HttpConnection connection) {
    boolean full = connections >= MAX_CONNECTIONS;
    Optional<HttpConnection> oldest = silent.stream().findFirst();
    connections++;
    silent.add(connection);
    long end = vertx.setTimer(CONNECTION_LIFE.toMillis(), _ -> ClientConnection.cutOff(connection));
    connection.closeHandler(_ -> {
      connections--;
      silent.remove(connection);
      vertx.cancelTimer(end);
    });
    if (full) {
      HttpConnection victim = oldest.orElse(connection);
      silent.remove(victim);
      ClientConnection.cutOff(victim);
    }
  }

  private void take(HttpServerRequest request) {
    silent.remove(request.connection());
    if (!request.method().equals(HttpMethod.GET)) {
      send(request, new Page(405, "only GET"));
      return;
    }
    String path = RequestTarget.path(request.path());
    switch (path) {
      case "/health/live" -> send(request, new Page(200, "live"));
      case "/health/ready" -> beside(request, path, this::readiness);
      case "/metrics" -> beside(request, path, this::metrics);
      default -> send(request, new Page(404, "/health/live, /health/ready, /metrics"));
    }
  }

  /** What may wait for a disk does so on a thread of its own. */
  private void beside(HttpServerRequest request, String path, Supplier<Page> work) {
    Context loop = vertx.getOrCreateContext();
    Thread.ofVirtual().name("management").start(() -> {
      Page page = made(path, work);
      loop.runOnContext(_ -> send(request, page));
    });
  }

  private static Page made(String path, Supplier<Page> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      // SECURITY: an unknown message may quote what it is about; only its type is shown.
      LOG.warn("the management port failed: path={} error={}", path, e.getClass().getName());
      return new Page(500, "failed; see the log");
    }
  }

  private Page readiness() {
    String why = vitals.whyNotReady();
    return why.isEmpty() ? new Page(200, "ready") : new Page(503, why);
  }

  private Page metrics() {
    try {
      if (!making.tryLock(METRICS_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Page(503, "the metrics are being made");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Page(503, "stopping");
    }
    try {
      long now = System.nanoTime();
      if (metrics.isEmpty() || now - madeAtNanos > METRICS_LIFE.toNanos()) {
        MetricsText text = new MetricsText();
        vitals.writeTo(text);
        metrics = Optional.of(new Page(200, MetricsText.CONTENT_TYPE, text.toString()));
        madeAtNanos = now;
      }
      return metrics.get();
    } finally {
      making.unlock();
    }
  }

  private static void send(HttpServerRequest request, Page page) {
    request.response().setStatusCode(page.status()).putHeader("Content-Type", page.type())
        .putHeader("Connection", "close").end(page.text())
        .onComplete(_ -> request.connection().close());
  }
}
