// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.audit.AuditRow;
import ist.spike.audit.AuditRowSource;
import ist.spike.audit.ChainHead;
import java.util.List;

/** The audit rows of a store; there are none to be seen while it is sealed. */
public record StoreAuditRows(SealedStore store) implements AuditRowSource {

  @Override
  public ChainHead newest() {
    return store.auditHead();
  }

  @Override
  public List<AuditRow> after(long sequence, int limit) {
    return store.auditRows(sequence, limit);
  }
}
