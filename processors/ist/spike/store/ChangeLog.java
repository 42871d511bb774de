// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** Remembers what the last commits changed, in memory: one process writes, so none other needs it. */
final class ChangeLog {

  /** So few that they are gone before a collection of the heap would move them; who asks seldom reads anew. */
  static final int MAX_PATHS = 500;

  private record Entry(long changeNumber, Set<String> paths, boolean policies) {
    int size() {
      return paths.size() + 1;
    }
  }

  private final Deque<Entry> entries = new ArrayDeque<>();
  private long known;
  private long last;
  private int size;

  /**
   * @param changeNumber nothing is known of this commit and those before
   */
  ChangeLog(long changeNumber) {
    this.known = changeNumber;
    this.last = changeNumber;
  }

  /** Adds a commit; forgets the oldest ones, and everything when the number is not the next one. */
  synchronized void add(long changeNumber, Set<String> paths, boolean policies) {
    if (changeNumber != last + 1) {
      entries.clear();
      size = 0;
      known = changeNumber - 1;
    }
    Entry entry = new Entry(changeNumber, Set.copyOf(paths), policies);
    entries.addLast(entry);
    last = changeNumber;
    size += entry.size();
    while (size > MAX_PATHS && entries.size() > 1) {
      Entry oldest = entries.removeFirst();
      size -= oldest.size();
      known = oldest.changeNumber();
    }
  }

  synchronized Changes since(long changeNumber) {
    Set<String> paths = new HashSet<>();
    boolean policies = false;
    for (Entry entry : entries) {
      if (entry.changeNumber() > changeNumber) {
        paths.addAll(entry.paths());
        policies |= entry.policies();
      }
    }
    return new Changes(last, changeNumber >= known && changeNumber <= last, paths, policies);
  }
}
