// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClusterMarkerTest {

  private static final String NAME =
      "the ConfigMap spike-bootstrap-state of namespace vault";
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-25T03:04:05.678Z"));

  @TempDir
  Path account;

  private FakeApiServer api;
  private Marker marker;

  @BeforeEach
  void start() throws IOException {
    api = new FakeApiServer();
    marker = new ClusterMarker(api.cluster(account), "spike-bootstrap-state", CLOCK);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      ``                               | false
      {"bootstrap-completed":"true"}   | true
      {"bootstrap-completed":"True"}   | false
      {"bootstrap-completed":"false"}  | false
      {"other":"true"}                 | false
      {}                               | false
      null                             | false
      """)
  void isSet_whatTheConfigMapHolds_isReadAsSpikeReadsIt(String data, boolean expected) {
    // Given
    api.store(data);

    // When / Then
    assertThat(marker.isSet()).isEqualTo(expected);
    assertThat(api.asked()).containsExactly(
        "GET " + FakeApiServer.place() + "/spike-bootstrap-state Bearer t0k3n");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void isSet_notAllowed_endsTheRunWhereSpikeWouldBootstrap(int status) {
    // Given
    api.refuse(status);

    // When / Then
    assertThatThrownBy(marker::isSet).isInstanceOf(SpikeException.class)
        .hasMessage(NAME + " cannot be read, so whether a bootstrap was completed is not known: the"
            + " API server answers " + status + "; check the service account's role: get, create"
            + " and update of configmaps");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void isSet_serverInTrouble_isWorthAnotherTry(int status) {
    // Given
    api.refuse(status);

    // When / Then
    assertThatThrownBy(marker::isSet).isInstanceOf(TryAgainException.class)
        .hasMessageEndingWith("the API server answers " + status);
    assertThat(api.asked()).as("the client itself does not retry").hasSize(1);
  }

  @Test
  void isSet_serverAway_isWorthAnotherTry() {
    // Given
    api.close();

    // When / Then
    assertThatThrownBy(marker::isSet).isInstanceOf(TryAgainException.class)
        .hasMessageStartingWith(NAME + " cannot be read");
  }

  @Test
  void set_nothingThere_createsIt() {
    // When
    marker.set();

    // Then
    assertThat(api.stored()).contains("\"bootstrap-completed\":\"true\"")
        .contains("\"completed-at\":\"2026-11-25T03:04:05Z\"")
        .contains("\"completed-by-pod\":\"bootstrap-7\"");
    assertThat(marker.isSet()).isTrue();
  }

  @Test
  void set_somebodyElseCreatesItMeanwhile_updatesIt() {
    // Given
    api.appearOnCreation();

    // When
    marker.set();

    // Then
    assertThat(marker.isSet()).isTrue();
  }

  @Test
  void set_notAllowed_saysThatTheKeyIsThere() {
    // Given
    api.refuse(403);

    // When / Then
    assertThatThrownBy(marker::set).isInstanceOf(SpikeException.class)
        .hasMessageStartingWith(NAME + " cannot be written; nexus has the root key and a later run"
            + " sees that: the API server answers 403");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      10.0.0.1 | 443  | https://10.0.0.1:443
      fd00::1  | 6443 | https://[fd00::1]:6443
               | 443  |
      10.0.0.1 |      |
      """)
  void cluster_isWhereTheVariablesSay(String host, String port, String api) {
    Map<String, String> environment = Map.of("KUBERNETES_SERVICE_HOST", text(host),
        "KUBERNETES_SERVICE_PORT", text(port), "HOSTNAME", "pod-1");
    assertThat(Cluster.of(environment).map(Cluster::api))
        .isEqualTo(Optional.ofNullable(api).map(URI::create));
  }

  @Test
  void isSet_podWithoutServiceAccount_endsTheRun() {
    // Given
    Marker homeless = new ClusterMarker(
        new Cluster(URI.create("https://127.0.0.1:1"), account.resolve("none"), ""), "m", CLOCK);

    // When / Then
    assertThatThrownBy(homeless::isSet).isInstanceOf(SpikeException.class)
        .hasMessageContaining("cannot be read; give the pod its service account");
  }

  private static String text(String value) {
    return Optional.ofNullable(value).orElse("");
  }
}
