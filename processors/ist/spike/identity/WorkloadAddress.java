// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;

/** The address of a Workload API (SPIFFE Workload Endpoint, section 4). */
final class WorkloadAddress {

  private WorkloadAddress() {}

  /**
   * Where to connect for {@code unix:///absolute/path} or {@code tcp://IP:port}.
   *
   * @throws ist.spike.wire.SpikeException when it is neither
   */
  static SocketAddress parse(String address) {
    try {
      URI uri = new URI(address);
      if ("unix".equals(uri.getScheme()) && uri.getRawAuthority() == null
          && uri.getPath() != null && uri.getPath().startsWith("/")) {
        // Escaped blanks become blanks again.
        return UnixDomainSocketAddress.of(uri.getPath());
      }
      if ("tcp".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0
          && uri.getRawPath().isEmpty()) {
        return new InetSocketAddress(InetAddress.ofLiteral(uri.getHost()), uri.getPort());
      }
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw NoIdentity.badAddress(address, e);
    }
    throw NoIdentity.badAddress(address,
        new IllegalArgumentException("neither a unix socket nor a TCP port"));
  }
}
