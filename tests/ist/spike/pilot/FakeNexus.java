// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static java.nio.charset.StandardCharsets.UTF_8;

import ist.spike.identity.Role;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import ist.spike.wire.SpikeException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Nexus that gives one answer to everything, or to each operation its own, and remembers what it was
 * asked, and as whom.
 */
final class FakeNexus implements Nexus, Nexus.Connector {

  private final Optional<ErrorCode> failure;
  private final String answer;
  private final Map<Operation, Object> answers = new EnumMap<>(Operation.class);
  private final List<String> asked = new ArrayList<>();
  private final Deque<String> inTurn = new ArrayDeque<>();
  private String role = "";

  private FakeNexus(Optional<ErrorCode> failure, String answer) {
    this.failure = failure;
    this.answer = answer;
  }

  static FakeNexus answering(String json) {
    return new FakeNexus(Optional.empty(), json);
  }

  /** Gives each answer once. */
  static FakeNexus answeringInTurn(String... answers) {
    FakeNexus nexus = new FakeNexus(Optional.empty(), "");
    nexus.inTurn.addAll(List.of(answers));
    return nexus;
  }

  static FakeNexus failing(ErrorCode code) {
    return new FakeNexus(Optional.of(code), "");
  }

  /** Gives another answer to this operation. */
  FakeNexus answering(Operation operation, String json) {
    answers.put(operation, json);
    return this;
  }

  /** Fails this operation alone. */
  FakeNexus failing(Operation operation, ErrorCode code) {
    answers.put(operation, code);
    return this;
  }

  @Override
  public Nexus connect(Role role) {
    this.role = role.name();
    return this;
  }

  @Override
  public byte[] ask(Operation operation, byte[] body) {
    asked.add(role + " " + operation + " " + new String(body, UTF_8));
    if (operation == Operation.RECOVER_ENCRYPTED && failure.isEmpty()
        && !answers.containsKey(operation)) {
      throw new SpikeException(ErrorCode.BAD_REQUEST, "no custodians here");
    }
    Object given =
        answers.getOrDefault(operation, failure.<Object>map(code -> code).orElse(answer));
    if (given instanceof ErrorCode code) {
      throw new SpikeException(code, "nexus at https://localhost:8553 answered so");
    }
    return (inTurn.isEmpty() ? given.toString() : inTurn.removeFirst()).getBytes(UTF_8);
  }

  @Override
  public byte[] askRaw(Operation operation, byte[] body) {
    asked.add("raw");
    return ask(operation, body);
  }

  @Override
  public void close() {}

  /** One line a request: role, operation, body. */
  List<String> asked() {
    return asked;
  }
}
