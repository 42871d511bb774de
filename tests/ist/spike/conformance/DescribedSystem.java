// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.fakes.RawAnswer;
import ist.spike.wire.Operation;
import ist.spike.wire.Server;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A running system whose every question and answer is held to the published description. */
final class DescribedSystem {

  private static final byte[] MALFORMED = {'{'};

  private final OpenApi description = OpenApi.load();
  private final Set<String> schemas = new TreeSet<>();
  private final SpikeSystem system;

  DescribedSystem(SpikeSystem system) {
    this.system = system;
  }

  /** Asks for nonsense, which is refused as described, and then this; returns the answer, a 200. */
  String ask(Operation operation, Who who, byte[] request) throws IOException {
    RawAnswer refused = send(operation, who, MALFORMED);
    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    require(operation, "failure", refused.text());
    RawAnswer answer = send(operation, who, request);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    require(operation, "request", new String(request, UTF_8));
    require(operation, "answer", answer.text());
    return answer.text();
  }

  String ask(Operation operation, Who who, String request) throws IOException {
    return ask(operation, who, request.getBytes(UTF_8));
  }

  /** Fails when the description of what was asked has a member that never travelled. */
  void requireAllSeen() {
    assertThat(description.unseen(schemas)).isEmpty();
  }

  private RawAnswer send(Operation operation, Who who, byte[] request) throws IOException {
    int port = operation.server() == Server.KEEPER ? system.keeperPort() : system.nexusPort();
    return system.request(who, port,
        new SpikeSystem.Request("POST", operation.target(), "application/json", request));
  }

  private void require(Operation operation, String part, String json) {
    Map<?, ?> described = description.action(operation.path(), operation.action());
    String schema = String.valueOf(described.get(part));
    schemas.add(schema);
    description.require(schema, Recorded.parse(json));
  }
}
