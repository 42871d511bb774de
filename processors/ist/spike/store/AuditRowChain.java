// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.audit.AuditRow;
import ist.spike.audit.ChainHead;
import java.util.Optional;
import java.util.function.Consumer;

/** Follows the audit rows of a store in their order and tells where one does not follow the other. */
final class AuditRowChain {

  private final Consumer<String> problems;
  private Optional<ChainHead> last = Optional.empty();

  /**
   * @param problems is told a sentence for each gap
   */
  AuditRowChain(Consumer<String> problems) {
    this.problems = problems;
  }

  void add(AuditRow row) {
    if (last.isPresent() && !last.get().equals(row.previous())) {
      problems.accept("audit row " + row.head().sequence() + " does not follow row "
          + last.get().sequence());
    }
    last = Optional.of(row.head());
  }

  /** To be called after the last row, with what the sealed head says. */
  void end(ChainHead head) {
    ChainHead found = last.orElse(ChainHead.NONE);
    if (!found.equals(head)) {
      problems.accept("the newest audit row is " + found.sequence() + ", the sealed head knows "
          + head.sequence());
    }
  }
}
