// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.spiffe.spiffeid.SpiffeId;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.TrustOptions;
import ist.spike.identity.SvidKeyManager;
import ist.spike.identity.SvidSource;
import ist.spike.identity.SvidTrustManager;
import ist.spike.identity.SvidVerifier;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Decides which clients get in: during the handshake, after it, and again when trust changes. */
final class PeerGuard {

  private static final List<String> CIPHER_SUITES =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private final SvidSource source;
  private final SvidTrustManager trust;

  PeerGuard(SvidSource source, Predicate<SpiffeId> clients) {
    this.source = source;
    this.trust = new SvidTrustManager(new SvidVerifier(source), clients);
  }

  /** TLS 1.3 and 1.2 with a client certificate, which is asked for and verified by us. */
  HttpServerOptions secure(HttpServerOptions options) {
    CIPHER_SUITES.forEach(options::addEnabledCipherSuite);
    return options.setSsl(true)
        // SECURITY: without this the server answers callers that show no certificate.
        .setClientAuth(ClientAuth.REQUIRED)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"))
        .setKeyCertOptions(KeyCertOptions.wrap(new SvidKeyManager(source)))
        .setTrustOptions(TrustOptions.wrap(new AlertingTrustManager(trust)))
        .setSslEngineOptions(engine().setUseWorkerThread(true))
        .setUseAlpn(false);
  }

  /** BoringSSL, or the JDK's TLS where there is no library of it for this machine. */
  private static SSLEngineOptions engine() {
    return OpenSSLEngineOptions.isAvailable()
        ? new OpenSSLEngineOptions().setSessionCacheEnabled(false)
        : new JdkSSLEngineOptions();
  }

  /** Verifies the client of a new connection, whether or not its handshake was a full one. */
  Peer admit(SSLSession session) throws CertificateException, SSLPeerUnverifiedException {
    long generation = source.generation();
    X509Certificate[] chain = x509(session.getPeerCertificates());
    SpiffeId id = trust.admit(chain);
    long ownEnd = x509(session.getLocalCertificates())[0].getNotAfter().toInstant().toEpochMilli();
    long end = Math.min(chain[0].getNotAfter().toInstant().toEpochMilli(), ownEnd);
    return new Peer(id, chain, generation, ConnectionLife.of(System.currentTimeMillis(), end));
  }

  /** Verifies the client of an old connection again if anything has changed since. */
  Peer admitAgain(Peer peer) throws CertificateException {
    if (peer.life.isOver(System.currentTimeMillis())) {
      throw new CertificateException("the SVID of " + peer.id + " or our own has expired");
    }
    long generation = source.generation();
    if (generation == peer.generation) {
      return peer;
    }
    return new Peer(trust.admit(peer.chain), peer.chain, generation, peer.life);
  }

  private static X509Certificate[] x509(Certificate[] certificates) throws CertificateException {
    X509Certificate[] chain = new X509Certificate[certificates.length];
    for (int i = 0; i < certificates.length; i++) {
      if (!(certificates[i] instanceof X509Certificate certificate)) {
        throw new CertificateException("not an X.509 certificate");
      }
      chain[i] = certificate;
    }
    return chain;
  }

  /** A verified client. */
  static final class Peer {

    private final SpiffeId id;
    private final X509Certificate[] chain;
    private final long generation;
    private final ConnectionLife life;

    private Peer(SpiffeId id, X509Certificate[] chain, long generation, ConnectionLife life) {
      this.id = id;
      this.chain = chain;
      this.generation = generation;
      this.life = life;
    }

    SpiffeId id() {
      return id;
    }

    ConnectionLife life() {
      return life;
    }
  }
}
