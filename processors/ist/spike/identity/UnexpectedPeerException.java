// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import io.spiffe.spiffeid.SpiffeId;
import java.security.cert.CertificateException;

/** The peer is who it says it is, but not one of those we talk to. */
public final class UnexpectedPeerException extends CertificateException {

  private static final long serialVersionUID = 1L;

  /** Refuses this peer. */
  public UnexpectedPeerException(SpiffeId id) {
    super("the peer is " + id + ", which is not expected here");
  }
}
