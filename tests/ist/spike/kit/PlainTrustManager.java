// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import ist.spike.identity.SvidTrustManager;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Verifies servers but leaves their sessions fit for resumption, as a foreign client would. */
final class PlainTrustManager extends X509ExtendedTrustManager {

  private final SvidTrustManager trust;

  PlainTrustManager(SvidTrustManager trust) {
    this.trust = trust;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    trust.admit(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    trust.admit(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    trust.admit(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
    throw new AssertionError("this is a client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
    throw new AssertionError("this is a client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType) {
    throw new AssertionError("this is a client");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
