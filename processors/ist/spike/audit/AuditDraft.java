// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import ist.spike.identity.SpiffeIds;
import ist.spike.wire.Call;
import ist.spike.wire.RequestTrace;

/**
 * What is known of a change before it is committed. Its record becomes part of the same transaction,
 * so that there is no change without a record and no record without its change.
 *
 * @param caller SPIFFE ID; empty for work of this program's own
 * @param operation the name of the operation's route, or of the program's own work
 * @param subject what is changed
 */
public record AuditDraft(RequestTrace trace, String caller, String operation, String subject) {

  private static final int DONE = 200;

  /** Of a call that changes {@code subject}, and nothing else. */
  public static AuditDraft of(Call call, String subject) {
    return of(call, subject, call.trace());
  }

  /** Of a call that changes more than this; the call itself gets a record besides. */
  public static AuditDraft partOf(Call call, String subject) {
    return of(call, subject, new RequestTrace(call.trace().id()));
  }

  /** Of what this program does of its own accord. */
  public static AuditDraft own(String operation, String subject) {
    return new AuditDraft(new RequestTrace(""), "", operation, subject);
  }

  /** The record of the change, about to be committed. */
  public AuditRecord done() {
    return new AuditRecord(trace.begun(), trace.id(), caller, operation, subject, DONE, "",
        trace.micros());
  }

  private static AuditDraft of(Call call, String subject, RequestTrace trace) {
    return new AuditDraft(trace, call.caller().map(SpiffeIds::text).orElse(""),
        call.operation().routeId(), subject);
  }
}
