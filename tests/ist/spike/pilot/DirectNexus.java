// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static java.nio.charset.StandardCharsets.UTF_8;

import ist.spike.identity.Role;
import ist.spike.nexus.CalledNexus;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import ist.spike.wire.Reply;
import ist.spike.wire.SpikeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** The real Nexus, asked without a network, with something that happens before each question. */
final class DirectNexus implements Nexus, Nexus.Connector {

  private final CalledNexus nexus;
  private final BiConsumer<Operation, Integer> before;
  private final List<Operation> asked = new ArrayList<>();

  DirectNexus(CalledNexus nexus) {
    this(nexus, (operation, count) -> {});
  }

  /**
   * @param before gets the operation and how many were asked before it; what it throws is the answer
   */
  DirectNexus(CalledNexus nexus, BiConsumer<Operation, Integer> before) {
    this.nexus = nexus;
    this.before = before;
  }

  @Override
  public Nexus connect(Role role) {
    return this;
  }

  @Override
  public byte[] ask(Operation operation, byte[] body) {
    asked.add(operation);
    before.accept(operation, asked.size() - 1);
    Reply reply = nexus.call(operation, CalledNexus.SUPERUSER, new String(body, UTF_8));
    if (reply.status() != 200) {
      throw new SpikeException(ErrorCode.ofStatus(reply.status()), "nexus answered so");
    }
    if (reply.stream().isEmpty()) {
      return reply.body();
    }
    ByteArrayOutputStream streamed = new ByteArrayOutputStream();
    try {
      reply.stream().get().writer().writeTo(streamed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return streamed.toByteArray();
  }

  @Override
  public byte[] askRaw(Operation operation, byte[] body) {
    return ask(operation, body);
  }

  @Override
  public void close() {}

  /** What it was asked, in order. */
  List<Operation> asked() {
    return asked;
  }
}
