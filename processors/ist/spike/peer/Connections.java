// SPDX-License-Identifier: Apache-2.0
package ist.spike.peer;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.identity.SvidKeyManager;
import ist.spike.identity.SvidSource;
import ist.spike.identity.SvidTrustManager;
import ist.spike.identity.SvidVerifier;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * Connections that were made with one SVID and one set of trust bundles, and are used for a bounded
 * time. Nothing is shared with those that follow, least of all TLS sessions.
 */
final class Connections {

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
  /** Longer than a ticket may live (RFC 8446, section 4.6.1), at which JSSE keeps no tickets. */
  private static final int NO_TICKETS_SECONDS = 604_801;

  private final HttpClient client;
  private final long generation;
  private final long usableUntilNanos;

  private Connections(HttpClient client, long generation, Duration age) {
    this.client = client;
    this.generation = generation;
    this.usableUntilNanos = System.nanoTime() + age.toNanos();
  }

  static Connections open(SvidSource source, Predicate<SpiffeId> expectedServer,
      PeerTimeouts timeouts) {
    // Read first: a change during the next lines makes these connections stale, never fresh.
    long generation = source.generation();
    HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1)
        .followRedirects(Redirect.NEVER).proxy(HttpClient.Builder.NO_PROXY)
        .connectTimeout(timeouts.connect())
        .sslContext(context(source, expectedServer, Optional.empty()))
        .sslParameters(parameters()).build();
    return new Connections(client, generation, timeouts.connectionAge());
  }

  HttpClient client() {
    return client;
  }

  boolean isFresh(long currentGeneration) {
    return generation == currentGeneration && System.nanoTime() - usableUntilNanos < 0;
  }

  /** Ends the connections after the calls under way, without waiting for them here. */
  void retire() {
    client.shutdown();
  }

  /** TLS with our SVID, to peers whose SVID is verified and expected. */
  static SSLContext context(SvidSource source, Predicate<SpiffeId> expectedServer,
      Optional<Provider> tls) {
    KeyManager key = new SvidKeyManager(source);
    TrustManager trust = new SvidTrustManager(new SvidVerifier(source), expectedServer);
    try {
      SSLContext context = tls.isPresent()
          ? SSLContext.getInstance("TLS", tls.get())
          : SSLContext.getInstance("TLS");
      context.init(new KeyManager[]{key}, new TrustManager[]{trust}, null);
      // SECURITY: a resumed session would skip the verification of the peer's SVID.
      context.getClientSessionContext().setSessionTimeout(NO_TICKETS_SECONDS);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has TLS", e);
    }
  }

  /** How each of our connections is made. */
  static SSLParameters parameters() {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(PROTOCOLS);
    // The peer is known by its SPIFFE ID; its host name is only where to find it.
    parameters.setEndpointIdentificationAlgorithm("");
    return parameters;
  }
}
