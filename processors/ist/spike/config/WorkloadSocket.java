// SPDX-License-Identifier: Apache-2.0
package ist.spike.config;

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

  /** The first of SPIRE's usual sockets that exists. */
  public static Optional<String> usual() {
    return USUAL.stream().filter(Files::exists).findFirst().map(path -> "unix://" + path);
  }
}
