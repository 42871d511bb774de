// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import ist.spike.identity.SvidKeyManager;
import ist.spike.identity.SvidSource;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/** A Keeper with a good certificate that answers whatever a test wants, on loopback. */
final class LyingKeeper implements AutoCloseable {

  /** Answers a request. */
  @FunctionalInterface
  interface Lie {
    void tell(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private static final int MAX_WAIT_SECONDS = 30;

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  LyingKeeper(SvidSource identity, Lie lie) throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[]{new SvidKeyManager(identity)}, null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.setExecutor(threads);
    server.createContext("/", exchange -> {
      try (exchange) {
        exchange.getRequestBody().readAllBytes();
        lie.tell(exchange);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    server.start();
  }

  URI address() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Answers with this status and body. */
  static Lie answering(int status, String body) {
    return exchange -> {
      byte[] bytes = body.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /** Answers with a body that never ends, as fast as it is read. */
  static Lie endlessly() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      byte[] some = "[1,2,".repeat(1000).getBytes(UTF_8);
      for (int i = 0; i < 100_000; i++) {
        out.write(some);
      }
    };
  }

  /** Never answers to the end; {@code begun} says whether it begins to. */
  static Lie never(boolean begun) {
    return exchange -> {
      if (begun) {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
      }
      // Ends when the server is closed, which interrupts it.
      boolean _ = new CountDownLatch(1).await(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    };
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
