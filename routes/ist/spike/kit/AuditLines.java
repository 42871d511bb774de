// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import ist.spike.audit.AuditRecord;
import ist.spike.wire.Operation;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Audit records as lines of the log, for programs that keep no files. */
public final class AuditLines implements Consumer<AuditRecord> {

  private static final Logger LOG = LoggerFactory.getLogger("ist.spike.audit");
  /** Asked every few seconds by those who look after each other. */
  private static final Set<String> POLLED =
      Set.of(Operation.KEEPER_STATE.routeId(), Operation.NEXUS_STATE.routeId());
  private static final String LINE = "decision: caller={} operation={} subject={} outcome={}"
      + " status={} code={} micros={} id={}";

  @Override
  public void accept(AuditRecord record) {
    Object[] values = {record.caller(), record.operation(), record.subject(), record.outcome(),
        record.status(), record.code(), record.micros(), record.requestId()};
    if (POLLED.contains(record.operation()) && record.outcome().equals("done")) {
      LOG.debug(LINE, values);
    } else {
      LOG.info(LINE, values);
    }
  }
}
