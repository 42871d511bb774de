// SPDX-License-Identifier: Apache-2.0
package ist.spike.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the Workload API: the setting, else the places where SPIRE usually puts its socket. */
public final class WorkloadSocket {

  /** SPIRE's own default, then the mount point of the SPIFFE CSI driver. */
  private static final List<Path> USUAL = List.of(Path.of("/tmp/spire-agent/public/api.sock"),
      Path.of("/spiffe-workload-api/spire-agent.sock"));

  private WorkloadSocket() {}

  /** The address to use. Where no socket exists it is SPIRE's default, so that errors name that. */
  public static String address(Settings settings) {
    return settings.find("spiffe.endpoint.socket")
        .or(WorkloadSocket::usual)
        .orElse("unix://" + USUAL.getFirst());
  }

  /** Where SPIRE usually puts its socket, in the order in which they are tried. */
  public static List<String> usualPlaces() {
    return USUAL.stream().map(Path::toString).toList();
  }

  /** The file that the address of a unix socket names; empty for any other address. */
  public static Optional<Path> file(String address) {
    try {
      URI uri = new URI(address);
      return "unix".equals(uri.getScheme())
          // Of unix:///path and unix:/path alike; escaped blanks become blanks again.
          ? Optional.ofNullable(uri.getPath()).filter(path -> !path.isEmpty()).map(Path::of)
          : Optional.empty();
    } catch (URISyntaxException e) {
      // Whoever connects will say what is wrong with it.
      return Optional.empty();
    }
  }

  /** The first of SPIRE's usual sockets that exists. */
  public static Optional<String> usual() {
    return USUAL.stream().filter(Files::exists).findFirst().map(path -> "unix://" + path);
  }
}
