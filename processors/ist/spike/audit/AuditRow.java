// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

/**
 * A record as it lies in the store, beside what it records.
 *
 * @param previous the row before
 * @param head this row
 * @param position how far the local files were durable then; empty when there were none
 * @param json the record as {@link AuditJson#encode} wrote it
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record AuditRow(ChainHead previous, ChainHead head, String position, byte[] json) {

  /** What is recorded. */
  public AuditRecord record() {
    return AuditJson.decode(json);
  }
}
