// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import java.util.List;

/** The audit rows of a store, as far as they can be read now. */
public interface AuditRowSource {

  /** The work whose row says that a backup took the place of the store. */
  String RESTORED = "restore-backup";

  /** Without a store there are none. */
  AuditRowSource NONE = new AuditRowSource() {

    @Override
    public ChainHead newest() {
      return ChainHead.NONE;
    }

    @Override
    public List<AuditRow> after(long sequence, int limit) {
      return List.of();
    }
  };

  /** The newest row; {@link ChainHead#NONE} while the store is sealed. */
  ChainHead newest();

  /** Rows with larger numbers, in their order. */
  List<AuditRow> after(long sequence, int limit);
}
