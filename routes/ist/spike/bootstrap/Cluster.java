// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The Kubernetes cluster that a process runs in, as every pod is told of it.
 *
 * @param api where the API server is
 * @param account the directory with the service account's token, certificate authority and namespace
 * @param pod the name of this pod; may be empty
 */
record Cluster(URI api, Path account, String pod) {

  private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
  private static final String DEFAULT_NAMESPACE = "spike";
  private static final int MAX_FILE_BYTES = 64 * 1024;

  /** The cluster these variables tell of; empty outside a cluster. */
  static Optional<Cluster> of(Map<String, String> environment) {
    String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
    String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "");
    if (host.isEmpty() || port.isEmpty()) {
      return Optional.empty();
    }
    String authority = (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    return Optional.of(new Cluster(URI.create("https://" + authority), ACCOUNT,
        environment.getOrDefault("HOSTNAME", "")));
  }

  /** The namespace of the service account, else SPIKE's own. */
  String namespace() {
    Path file = account.resolve("namespace");
    String namespace = Files.exists(file) ? read(file) : "";
    return namespace.isEmpty() ? DEFAULT_NAMESPACE : namespace;
  }

  /** What proves to the API server who we are; read anew, because it is replaced every hour. */
  String token() {
    return read(account.resolve("token"));
  }

  /** The certificate authority of the API server; empty where there is no file of it. */
  Optional<Path> authority() {
    return Optional.of(account.resolve("ca.crt")).filter(Files::exists);
  }

  private static String read(Path file) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new SpikeException(ErrorCode.BAD_SETTING, file + " is larger than " + MAX_FILE_BYTES
            + " bytes");
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new SpikeException(ErrorCode.BAD_SETTING,
          "the variables of a Kubernetes cluster are set,"
              + " but " + file + " cannot be read; give the pod its service account: " + e,
          e);
    }
  }
}
