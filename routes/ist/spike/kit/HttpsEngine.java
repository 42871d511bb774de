// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.config.ListenAddress;
import ist.spike.identity.SvidSource;
import java.util.function.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;

/**
 * Serves the one {@code platform-http} route of a program over mutual TLS. Camel's stock engine takes
 * only key stores from its TLS settings and answers callers without a certificate, so ours takes its
 * place in the registry, as {@value #NAME}.
 *
 * <p>The route gets a {@link HttpRequest} as its body and leaves a {@link ist.spike.wire.Reply}; no
 * header travels either way. It runs on a virtual thread and may block, but for requests that are
 * {@link #answeringAtOnce quick}.
 */
public final class HttpsEngine implements PlatformHttpEngine {

  /** The name under which Camel looks for its engine. */
  public static final String NAME = "platform-http-engine";

  private final ListenAddress address;
  private final PeerGuard guard;
  private final HttpsLimits limits;
  private final Predicate<HttpRequest> quick;
  private final Ledger ledger;
  private volatile int port;
  private volatile boolean listening;

  /**
   * @param address where to listen; port 0 takes a free one
   * @param source our SVID and the trust bundles; not closed by us
   * @param clients whose handshakes succeed
   * @param limits what clients may cost us
   */
  public HttpsEngine(ListenAddress address, SvidSource source, Predicate<SpiffeId> clients,
      HttpsLimits limits) {
    this.address = address;
    this.guard = new PeerGuard(source, clients);
    this.limits = limits;
    this.quick = _ -> false;
    this.ledger = Ledger.NONE;
    this.port = address.port();
  }

  private HttpsEngine(HttpsEngine other, Predicate<HttpRequest> quick, Ledger ledger) {
    this.address = other.address;
    this.guard = other.guard;
    this.limits = other.limits;
    this.quick = quick;
    this.ledger = ledger;
    this.port = other.port;
  }

  /** The same, not listening yet, with each answer written down before it is sent. */
  public HttpsEngine recordingIn(Ledger other) {
    return new HttpsEngine(this, quick, other);
  }

  /**
   * The same, not listening yet, with some requests answered on the event loop itself, while which no
   * other client is served.
   *
   * @param requests those that take microseconds, whose answers are no streams
   */
  public HttpsEngine answeringAtOnce(Predicate<HttpRequest> requests) {
    return new HttpsEngine(this, requests, ledger);
  }

  @Override
  public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
    return new HttpsConsumer(endpoint, processor, this);
  }

  /** The port listened on, once the route has started. */
  @Override
  public int getServerPort() {
    return port;
  }

  /** Whether clients are served; so from the first time on, for stopping ends the program. */
  public boolean isListening() {
    return listening;
  }

  @Override
  public String getScheme() {
    return "https";
  }

  HttpsServer listen(HttpsConsumer consumer) {
    HttpsServer server = HttpsServer.start(address, guard, limits,
        new Work(consumer::answer, quick, ledger));
    port = server.port();
    listening = true;
    return server;
  }
}
