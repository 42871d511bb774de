// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * The marker of SPIKE in Kubernetes: a ConfigMap (core spec 3.2). SPIKE bootstraps when it cannot read
 * it, so that a failing API server costs the root key; here the run ends instead. Loaded in a cluster
 * only.
 */
final class ClusterMarker implements Marker {

  private static final String DONE = "bootstrap-completed";
  private static final String TRUE = "true";
  private static final int CONFLICT = 409;
  private static final int TOO_MANY = 429;
  private static final int FIRST_SERVER_ERROR = 500;
  private static final int CONNECT_TIMEOUT_MS = 5_000;
  private static final int REQUEST_TIMEOUT_MS = 10_000;

  private final Cluster cluster;
  private final String configMap;
  private final InstantSource clock;

  ClusterMarker(Cluster cluster, String configMap, InstantSource clock) {
    this.cluster = cluster;
    this.configMap = configMap;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "the ConfigMap " + configMap + " of namespace " + cluster.namespace();
  }

  @Override
  public boolean isSet() {
    return ask(" cannot be read, so whether a bootstrap was completed is not known",
        maps -> Optional.ofNullable(maps.withName(configMap).get()))
        .map(ConfigMap::getData).map(data -> data.get(DONE)).filter(TRUE::equals).isPresent();
  }

  @Override
  public void set() {
    ConfigMap marker = new ConfigMapBuilder().withNewMetadata().withName(configMap)
        .withNamespace(cluster.namespace()).endMetadata()
        .withData(Map.of(DONE, TRUE, "completed-at",
            clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(), "completed-by-pod",
            cluster.pod()))
        .build();
    ask(" cannot be written; nexus has the root key and a later run sees that",
        maps -> write(maps.resource(marker)));
  }

  private static Optional<ConfigMap> write(Resource<ConfigMap> marker) {
    try {
      return Optional.of(marker.create());
    } catch (KubernetesClientException e) {
      if (e.getCode() == CONFLICT) {
        return Optional.of(marker.update());
      }
      throw e;
    }
  }

  private Optional<ConfigMap> ask(String consequence, Question question) {
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config()).build()) {
      return question.put(client.configMaps().inNamespace(cluster.namespace()));
    } catch (KubernetesClientException e) {
      throw failure(consequence, e);
    }
  }

  /** What to ask of the ConfigMaps of the namespace. */
  @FunctionalInterface
  private interface Question {
    Optional<ConfigMap> put(
        NonNamespaceOperation<ConfigMap, ConfigMapList, Resource<ConfigMap>> maps);
  }

  /** Nothing comes from a kubeconfig file, from system properties or from variables. */
  private Config config() {
    Config config = Config.empty();
    config.setMasterUrl(cluster.api().toString());
    config.setOauthToken(cluster.token());
    cluster.authority().ifPresent(file -> config.setCaCertFile(file.toString()));
    config.setConnectionTimeout(CONNECT_TIMEOUT_MS);
    config.setRequestTimeout(REQUEST_TIMEOUT_MS);
    config.setRequestRetryBackoffLimit(0);
    return config;
  }

  /** An API server that is away or overloaded may be back a little later; one that refuses is not. */
  private RuntimeException failure(String consequence, KubernetesClientException e) {
    int code = e.getCode();
    String sentence =
        name() + consequence + ": " + (code > 0 ? "the API server answers " + code : deepest(e));
    return code <= 0 || code == TOO_MANY || code >= FIRST_SERVER_ERROR
        ? new TryAgainException(sentence)
        : new SpikeException(ErrorCode.UNAUTHORIZED, sentence
            + "; check the service account's role: get, create and update of configmaps", e);
  }

  private static String deepest(Throwable failure) {
    String text = failure.getClass().getSimpleName();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      text = each.getMessage() == null ? text : String.valueOf(each.getMessage());
    }
    return text;
  }
}
