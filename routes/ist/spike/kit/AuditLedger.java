// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import ist.spike.audit.AuditRecord;
import ist.spike.identity.SpiffeIds;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import ist.spike.wire.Reply;
import ist.spike.wire.RequestTrace;
import ist.spike.wire.Server;
import ist.spike.wire.SpikeException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes one audit record of each decision, unless the change that was asked for has it in its own
 * transaction. What cannot be recorded is answered 503 in place of what it came to.
 */
public final class AuditLedger implements Ledger {

  private static final int FIRST_FAILURE = 400;

  private final Server server;
  private final Consumer<AuditRecord> records;

  /**
   * @param server whose operations are asked for
   * @param records takes a record durably enough to be answered for, or fails with {@code BUSY}
   */
  public AuditLedger(Server server, Consumer<AuditRecord> records) {
    this.server = server;
    this.records = records;
  }

  @Override
  public Reply record(HttpRequest request, Reply reply) {
    if (request.trace().isRecorded() && reply.status() < FIRST_FAILURE) {
      return reply;
    }
    Optional<Operation> operation = Operation.of(server, request.path(), request.action());
    try {
      records.accept(record(request, operation, reply));
      return reply;
    } catch (SpikeException e) {
      reply.forget();
      return operation.map(known -> Reply.failure(known, ErrorCode.BUSY))
          .orElseGet(() -> Reply.failure(ErrorCode.BUSY));
    }
  }

  private static AuditRecord record(HttpRequest request, Optional<Operation> operation,
      Reply reply) {
    RequestTrace trace = request.trace();
    String asked = request.action().isEmpty()
        ? request.path()
        : request.path() + "?action=" + request.action();
    return new AuditRecord(trace.begun(), trace.id(),
        request.caller().map(SpiffeIds::text).orElse(""),
        operation.map(Operation::routeId).orElse(""),
        operation.isPresent() ? trace.subject() : asked, reply.status(), reply.code(),
        trace.micros());
  }
}
