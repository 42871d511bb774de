// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import io.spiffe.spiffeid.SpiffeId;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Admits peers by SPIFFE ID: first the SVID is verified, then the ID must be one we expect. Host
 * names play no part (wire spec 1); being an <em>extended</em> trust manager keeps JSSE from adding
 * such a check.
 */
public final class SvidTrustManager extends X509ExtendedTrustManager {

  private final SvidVerifier verifier;
  private final Predicate<SpiffeId> expected;

  /** Admits verified peers whose ID passes {@code expected}. */
  public SvidTrustManager(SvidVerifier verifier, Predicate<SpiffeId> expected) {
    this.verifier = verifier;
    this.expected = expected;
  }

  /** Verifies a chain and the ID in it. */
  public SpiffeId admit(X509Certificate[] chain) throws CertificateException {
    SpiffeId id = verifier.verify(chain);
    if (!expected.test(id)) {
      throw new UnexpectedPeerException(id);
    }
    return id;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType,
      @Nullable SSLEngine engine) throws CertificateException {
    admit(chain, handshake(engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType,
      @Nullable SSLEngine engine) throws CertificateException {
    admit(chain, handshake(engine));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType,
      @Nullable Socket socket) throws CertificateException {
    admit(chain, handshake(socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType,
      @Nullable Socket socket) throws CertificateException {
    admit(chain, handshake(socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    admit(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    admit(chain);
  }

  /** None: a list fixed at start would keep clients of a rotated authority from answering. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  private void admit(X509Certificate[] chain, Optional<SSLSession> handshake)
      throws CertificateException {
    admit(chain);
    // SECURITY: a resumed session skips this class. An invalid session is never resumed, whatever
    // tickets or session IDs the peer offers later.
    handshake.ifPresent(SSLSession::invalidate);
  }

  private static Optional<SSLSession> handshake(@Nullable SSLEngine engine) {
    return Optional.ofNullable(engine).map(SSLEngine::getHandshakeSession);
  }

  private static Optional<SSLSession> handshake(@Nullable Socket socket) {
    return socket instanceof SSLSocket tls
        ? Optional.ofNullable(tls.getHandshakeSession())
        : Optional.empty();
  }
}
