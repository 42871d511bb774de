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
import java.util.List;

/** A Nexus that gives one answer after the other, whatever it is asked. */
final class ScriptedNexus implements Nexus, Nexus.Connector {

  private final Deque<Object> script = new ArrayDeque<>();
  private final List<String> asked = new ArrayList<>();

  ScriptedNexus answers(String json) {
    script.add(json);
    return this;
  }

  ScriptedNexus fails(ErrorCode code) {
    script.add(code);
    return this;
  }

  /** What it was asked, in order. */
  List<String> asked() {
    return asked;
  }

  @Override
  public Nexus connect(Role role) {
    return this;
  }

  @Override
  public byte[] ask(Operation operation, byte[] body) {
    asked.add(operation.name());
    Object next = script.remove();
    if (next instanceof ErrorCode code) {
      throw new SpikeException(code, "nexus answered so");
    }
    return next.toString().getBytes(UTF_8);
  }

  @Override
  public byte[] askRaw(Operation operation, byte[] body) {
    return ask(operation, body);
  }

  @Override
  public void close() {}
}
