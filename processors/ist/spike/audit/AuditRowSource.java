// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import java.util.List;

/** The audit rows of a store, as far as they can be read now. */
public interface AuditRowSource {

  /** The work whose row says that a backup took the place of the store. */
  String RESTORED = "restore-backup";

  /** The work whose row says that a restore was undone, so that the store from before it is back. */
  String UNDONE = "undo-restore";

  /** Whether a row of this operation says that the store is another one than before. */
  static boolean isReplacement(String operation) {
    return operation.equals(RESTORED) || operation.equals(UNDONE);
  }

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
