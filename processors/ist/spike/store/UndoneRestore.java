// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

/** That a restore was undone before this start, until there is an audit record of it. */
final class UndoneRestore {

  private final StoreWriter writer;
  private volatile boolean unrecorded;

  UndoneRestore(StoreWriter writer) {
    this.writer = writer;
  }

  /** Whether there is anything to record shows in the store. */
  void look(StoreReaders readers) {
    unrecorded = readers.read(UndoMark::isThere);
  }

  boolean isUnrecorded() {
    return unrecorded;
  }

  /**
   * Before any other record, so that the files get them in this order; again until it is committed. The
   * store must be unsealed.
   */
  void record() {
    if (unrecorded) {
      var _ = writer.submit(transaction -> {
        UndoMark.record(transaction);
        return true;
      }).thenAccept(done -> unrecorded = false);
    }
  }
}
