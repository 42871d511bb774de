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
 * header travels either way. It runs on a virtual thread and may block.
 */
public final class HttpsEngine implements PlatformHttpEngine {

  /** The name under which Camel looks for its engine. */
  public static final String NAME = "platform-http-engine";

  private final ListenAddress address;
  private final PeerGuard guard;
  private final HttpsLimits limits;
  private final Ledger ledger;
  private volatile int port;

  /**
   * @param address where to listen; port 0 takes a free one
   * @param source our SVID and the trust bundles; not closed by us
   * @param clients whose handshakes succeed
   * @param limits what clients may cost us
   */
  public HttpsEngine(ListenAddress address, SvidSource source, Predicate<SpiffeId> clients,
      HttpsLimits limits) {
    this(address, new PeerGuard(source, clients), limits, Ledger.NONE);
  }

  private HttpsEngine(ListenAddress address, PeerGuard guard, HttpsLimits limits, Ledger ledger) {
    this.address = address;
    this.guard = guard;
    this.limits = limits;
    this.ledger = ledger;
    this.port = address.port();
  }

  /** The same, not listening yet, with each answer written down before it is sent. */
  public HttpsEngine recordingIn(Ledger other) {
    return new HttpsEngine(address, guard, limits, other);
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

  @Override
  public String getScheme() {
    return "https";
  }

  HttpsServer listen(HttpsConsumer consumer) {
    HttpsServer server = HttpsServer.start(address, guard, limits,
        new HttpsServer.Work(consumer::answer, ledger));
    port = server.port();
    return server;
  }
}
