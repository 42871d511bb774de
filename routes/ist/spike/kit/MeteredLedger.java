// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import ist.spike.metrics.RequestMeter;
import ist.spike.wire.Operation;
import ist.spike.wire.Reply;
import ist.spike.wire.Server;

/**
 * Counts what is sent, so also that something could not be recorded.
 *
 * @param server whose operations are asked for
 * @param next records
 */
public record MeteredLedger(Server server, RequestMeter meter, Ledger next) implements Ledger {

  private static final String IN_NO_TABLE = "none";

  @Override
  public Reply record(HttpRequest request, Reply reply) {
    Reply sent = next.record(request, reply);
    meter.count(Operation.of(server, request.path(), request.action()).map(Operation::routeId)
        .orElse(IN_NO_TABLE), sent.status(), request.trace().micros());
    return sent;
  }
}
