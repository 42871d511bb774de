// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import ist.spike.identity.WorkloadApiSource;
import java.time.Duration;

/**
 * What Vert.x alone costs: a server with our TLS, which reads each request and answers the same bytes
 * at once, with the headers of ours. Prints its port.
 */
public final class RawServer {

  private static final Duration IDENTITY_LIMIT = Duration.ofSeconds(20);

  private RawServer() {}

  /**
   * Serves until it is killed.
   *
   * @param args the address of the Workload API, and the body of each answer
   */
  public static void main(String[] args) {
    TlsHygiene.apply();
    WorkloadApiSource identity = WorkloadApiSource.open(args[0], IDENTITY_LIMIT);
    byte[] body = args[1].getBytes(UTF_8);
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1)
        .setInternalBlockingPoolSize(Runtime.getRuntime().availableProcessors()));
    vertx
        .createHttpServer(
            new PeerGuard(identity, id -> true).secure(new HttpServerOptions()))
        .requestHandler(request -> request.endHandler(_ -> answer(request, body)))
        .listen(0, "127.0.0.1").onSuccess(server -> System.out.println(server.actualPort()))
        .onFailure(failure -> System.exit(1));
  }

  private static void answer(HttpServerRequest request, byte[] body) {
    request.response().putHeader("Content-Type", "application/json")
        .putHeader("Date", "Wed, 25 Nov 2026 09:00:00 GMT")
        .putHeader("X-Request-Id", "0123456789abcdef-12345")
        .putHeader("Cache-Control", "no-store, no-cache, must-revalidate, private")
        .putHeader("Pragma", "no-cache").putHeader("Expires", "0").end(Buffer.buffer(body));
  }
}
