// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import java.security.cert.X509Certificate;
import java.util.Set;

/** Where our identity and everybody's trust anchors come from; both change while we run. */
public interface SvidSource extends AutoCloseable {

  /** Our identity now. Ask again for every handshake. */
  Svid current();

  /** The trust anchors of a trust domain now; empty when we do not know the domain. */
  Set<X509Certificate> authorities(String trustDomain);

  /** Grows with every change of the identity or of a trust anchor. */
  long generation();

  /** Stops following changes. */
  @Override
  void close();
}
