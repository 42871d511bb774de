// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

/**
 * TLS settings that the JDK reads once per process, before its first handshake. The servers do not
 * rely on them alone: every verified session is made unfit for resumption as well.
 */
public final class TlsHygiene {

  private TlsHygiene() {}

  /** Applies the settings. Call it first thing in a program. */
  public static void apply() {
    // SECURITY: a resumed session skips the verification of the peer's SVID.
    System.setProperty("jdk.tls.server.newSessionTicketCount", "0");
    System.setProperty("jdk.tls.server.enableSessionTicketExtension", "false");
    System.setProperty("jdk.tls.client.enableSessionTicketExtension", "false");
    // SECURITY: a new handshake on an old connection could change who the peer is.
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
  }
}
