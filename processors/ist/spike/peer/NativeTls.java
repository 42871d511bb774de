// SPDX-License-Identifier: Apache-2.0
package ist.spike.peer;

import java.security.Provider;
import java.security.Security;
import java.util.Optional;
import org.conscrypt.OpenSSLProvider;

/**
 * BoringSSL for the few handshakes of a process that lives for one command: most of the time of the
 * JDK's own TLS there goes into running elliptic curves before they are compiled. Who is trusted is
 * decided by the same {@link ist.spike.identity.SvidTrustManager} with either.
 */
public final class NativeTls {

  private static final String NAME = "Conscrypt";
  /** What a handshake and the check of an SVID take long for. Certificates stay the JDK's. */
  private static final String PREFERRED = "KeyFactory.EC:Conscrypt, "
      + "Signature.SHA256withECDSA:Conscrypt, Signature.SHA384withECDSA:Conscrypt";

  private NativeTls() {}

  /**
   * Prepares this process, before it uses any cryptography.
   *
   * @return the provider of TLS; none when there is no library for this machine
   */
  public static Optional<Provider> install() {
    try {
      Provider provider = new OpenSSLProvider(NAME);
      Security.setProperty("jdk.security.provider.preferred", PREFERRED);
      Security.addProvider(provider);
      return Optional.of(provider);
    } catch (LinkageError e) {
      // The JDK's own TLS does the same, only later.
      return Optional.empty();
    }
  }
}
