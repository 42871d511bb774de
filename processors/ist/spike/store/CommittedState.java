// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import java.util.concurrent.atomic.AtomicLong;

/** What a store is as of its last commit. The writer sets it, everybody reads it. */
final class CommittedState {

  private final ChangeLog changes = new ChangeLog(0);
  private final AtomicLong commits = new AtomicLong();
  private volatile StoreState state;

  CommittedState(StoreState state) {
    this.state = state;
  }

  StoreState get() {
    return state;
  }

  /** Takes what the file was found to say. */
  void reread(StoreState found) {
    state = found;
    commits.incrementAndGet();
  }

  /** Takes a commit, before anybody is told of it. */
  void publish(Transaction committed) {
    long before = state.changeNumber();
    state = committed.state();
    commits.incrementAndGet();
    if (state.changeNumber() != before) {
      changes.add(state.changeNumber(), committed.paths(), committed.touchesPolicies());
    }
  }

  /** A reader may see the commit before the writer goes on, so it must know the keys by then. */
  void publishKeys(StoreState next) {
    if (state.keys().isPresent() && next.keys().isPresent()) {
      state = state.withKeys(next.keys().get());
    }
  }

  /** How many commits there were in this process, those that change only clear tables included. */
  long commits() {
    return commits.get();
  }

  Changes changesSince(long changeNumber) {
    return changes.since(changeNumber);
  }
}
