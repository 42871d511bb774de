// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides whether what concurrent clients saw of one secret could have been seen one after the other:
 * whether each operation can be put at a moment between its begin and its end so that a secret that
 * knows no concurrency gives the same results. The search of Wing and Gong (1993) with Lowe's memory
 * of what was tried: sets of operations done, with the state they led to.
 */
final class Linearizability {

  /** What a client asked. */
  enum Kind {
    PUT,
    PUT_IF_CURRENT,
    GET,
    DELETE_CURRENT
  }

  /**
   * One operation as its client saw it.
   *
   * @param argument the value put, or the version expected and the value put, joined by a colon
   * @param result the version written, the version and value read, joined by a colon, {@code ok},
   *     {@code none} or {@code conflict}
   */
  record Operation(Kind kind, String argument, String result, long begunNanos, long endedNanos) {}

  /** The secret: the last number given, and the live versions. */
  private record State(int last, NavigableMap<Integer, String> live) {

    static final State EMPTY = new State(0, new TreeMap<>());

    int current() {
      return live.isEmpty() ? 0 : live.lastKey();
    }

    /** The state after the operation, if that could give its result here. */
    Optional<State> after(Operation operation) {
      return switch (operation.kind()) {
        case PUT -> put(operation.argument(), operation.result());
        case PUT_IF_CURRENT -> putIfCurrent(operation.argument().split(":", 2), operation.result());
        case GET -> same(operation.result()
            .equals(live.isEmpty() ? "none" : current() + ":" + live.lastEntry().getValue()));
        case DELETE_CURRENT -> delete(operation.result());
      };
    }

    private Optional<State> putIfCurrent(String[] expectedAndValue, String result) {
      return Integer.parseInt(expectedAndValue[0]) == current()
          ? put(expectedAndValue[1], result)
          : same(result.equals("conflict"));
    }

    private Optional<State> delete(String result) {
      NavigableMap<Integer, String> rest = new TreeMap<>(live);
      rest.pollLastEntry();
      return result.equals(last == 0 ? "none" : "ok")
          ? Optional.of(new State(last, rest))
          : Optional.empty();
    }

    private Optional<State> put(String value, String result) {
      NavigableMap<Integer, String> more = new TreeMap<>(live);
      more.put(last + 1, value);
      return result.equals(Integer.toString(last + 1))
          ? Optional.of(new State(last + 1, more))
          : Optional.empty();
    }

    private Optional<State> same(boolean fits) {
      return fits ? Optional.of(this) : Optional.empty();
    }
  }

  private record Tried(BitSet done, State state) {}

  private final List<Operation> operations;
  private final Set<Tried> tried = new HashSet<>();

  private Linearizability(List<Operation> operations) {
    this.operations = operations;
  }

  /** Whether there is an order. */
  static boolean holds(List<Operation> history) {
    List<Operation> sorted = new ArrayList<>(history);
    sorted.sort(Comparator.comparingLong(Operation::begunNanos));
    return new Linearizability(sorted).search(new BitSet(), State.EMPTY);
  }

  private boolean search(BitSet done, State state) {
    if (done.cardinality() == operations.size()) {
      return true;
    }
    if (!tried.add(new Tried((BitSet) done.clone(), state))) {
      return false;
    }
    // Only what began before everything open had ended can be next.
    long firstEnd = Long.MAX_VALUE;
    for (int i = done.nextClearBit(0); i < operations.size(); i = done.nextClearBit(i + 1)) {
      if (operations.get(i).begunNanos() > firstEnd) {
        break;
      }
      firstEnd = Math.min(firstEnd, operations.get(i).endedNanos());
    }
    for (int i = done.nextClearBit(0); i < operations.size()
        && operations.get(i).begunNanos() <= firstEnd; i = done.nextClearBit(i + 1)) {
      Optional<State> next = state.after(operations.get(i));
      if (next.isPresent()) {
        done.set(i);
        if (search(done, next.get())) {
          return true;
        }
        done.clear(i);
      }
    }
    return false;
  }
}
