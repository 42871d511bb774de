// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

/**
 * A record as it lies in the store, beside what it records.
 *
 * @param previous the row before
 * @param head this row
 * @param position how far the local files were durable then; empty when there were none
 */
public record AuditRow(ChainHead previous, ChainHead head, String position, AuditRecord record) {}
