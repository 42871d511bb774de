// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.netty.handler.ssl.OpenSslCertificateException;
import java.net.Socket;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Has a refused client told that its certificate is a bad one, as Go tells it, or has expired, which
 * is what goes wrong most often. Of a refusal for a reason that OpenSSL has no number for, BoringSSL
 * tells that the server has an internal error.
 */
final class AlertingTrustManager extends X509ExtendedTrustManager {

  /** X509_V_ERR_CERT_REJECTED, for which the alert is bad_certificate (RFC 8446, 6.2). */
  private static final int REJECTED = 28;
  /** X509_V_ERR_CERT_HAS_EXPIRED, for which it is certificate_expired. */
  private static final int EXPIRED = 10;

  private final X509ExtendedTrustManager trust;

  AlertingTrustManager(X509ExtendedTrustManager trust) {
    this.trust = trust;
  }

  private interface Check {
    void run() throws CertificateException;
  }

  private static void run(Check check) throws CertificateException {
    try {
      check.run();
    } catch (CertificateException e) {
      throw new OpenSslCertificateException(String.valueOf(e.getMessage()), e,
          hasExpired(e) ? EXPIRED : REJECTED);
    }
  }

  private static boolean hasExpired(CertificateException refusal) {
    return refusal.getCause() instanceof CertPathValidatorException path
        && path.getReason() == BasicReason.EXPIRED;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType,
      @Nullable SSLEngine engine) throws CertificateException {
    run(() -> trust.checkClientTrusted(chain, authType, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType,
      @Nullable SSLEngine engine) throws CertificateException {
    run(() -> trust.checkServerTrusted(chain, authType, engine));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType,
      @Nullable Socket socket) throws CertificateException {
    run(() -> trust.checkClientTrusted(chain, authType, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType,
      @Nullable Socket socket) throws CertificateException {
    run(() -> trust.checkServerTrusted(chain, authType, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    run(() -> trust.checkClientTrusted(chain, authType));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    run(() -> trust.checkServerTrusted(chain, authType));
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trust.getAcceptedIssuers();
  }
}
