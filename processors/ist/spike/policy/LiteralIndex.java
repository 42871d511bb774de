// SPDX-License-Identifier: Apache-2.0
package ist.spike.policy;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Values under literals, which finds the values of all literals that occur in a text, without looking
 * at the others: a trie whose nodes have as many characters as they can. Immutable; a change copies
 * the nodes on its way and shares the rest.
 */
final class LiteralIndex<V> {

  private final String label;
  private final Optional<V> value;
  /** In the order of the first characters of their labels, which differ. */
  private final LiteralIndex<V>[] children;

  private LiteralIndex(String label, Optional<V> value, LiteralIndex<V>[] children) {
    this.label = label;
    this.value = value;
    this.children = children;
  }

  static <V> LiteralIndex<V> empty() {
    return new LiteralIndex<>("", Optional.empty(), none());
  }

  boolean isEmpty() {
    return value.isEmpty() && children.length == 0;
  }

  /** This index with another value, or none, under the literal. */
  LiteralIndex<V> changed(String literal, UnaryOperator<Optional<V>> change) {
    int common = commonPrefix(label, literal);
    if (common < label.length()) {
      LiteralIndex<V> rest = new LiteralIndex<>(label.substring(common), value, children);
      LiteralIndex<V> split =
          new LiteralIndex<>(label.substring(0, common), Optional.empty(), array(rest));
      return split.changed(literal, change);
    }
    if (common == literal.length()) {
      return new LiteralIndex<>(label, change.apply(value), children);
    }
    String rest = literal.substring(common);
    int place = place(rest.charAt(0));
    LiteralIndex<V> below = place >= 0
        ? children[place]
        : new LiteralIndex<>(rest, Optional.empty(), none());
    return with(place, below.changed(rest, change));
  }

  /** The values of all literals that are somewhere in the text, each once. */
  Set<V> occurringIn(String text) {
    Set<V> found = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int start = 0; start <= text.length(); start++) {
      LiteralIndex<V> node = this;
      int at = start;
      while (node != null && text.startsWith(node.label, at)) {
        node.value.ifPresent(found::add);
        at += node.label.length();
        node = at < text.length() ? node.child(text.charAt(at)) : null;
      }
    }
    return found;
  }

  private @Nullable LiteralIndex<V> child(char first) {
    int place = place(first);
    return place >= 0 ? children[place] : null;
  }

  /** Where the child with this first character is, else -1 - where it would be. */
  private int place(char first) {
    int low = 0;
    int high = children.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int difference = children[middle].label.charAt(0) - first;
      if (difference == 0) {
        return middle;
      }
      if (difference < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1 - low;
  }

  private LiteralIndex<V> with(int place, LiteralIndex<V> child) {
    boolean isNew = place < 0;
    int at = isNew ? -1 - place : place;
    int kept = child.isEmpty() ? 0 : 1;
    int after = isNew ? at : at + 1;
    LiteralIndex<V>[] next = array(children.length - (after - at) + kept);
    System.arraycopy(children, 0, next, 0, at);
    if (kept == 1) {
      next[at] = child;
    }
    System.arraycopy(children, after, next, at + kept, children.length - after);
    return new LiteralIndex<>(label, value, next);
  }

  private static int commonPrefix(String a, String b) {
    int max = Math.min(a.length(), b.length());
    int common = 0;
    while (common < max && a.charAt(common) == b.charAt(common)) {
      common++;
    }
    return common;
  }

  private static <V> LiteralIndex<V>[] none() {
    return array(0);
  }

  private static <V> LiteralIndex<V>[] array(LiteralIndex<V> only) {
    LiteralIndex<V>[] array = array(1);
    array[0] = only;
    return array;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type has no other form
  private static <V> LiteralIndex<V>[] array(int size) {
    return new LiteralIndex[size];
  }
}
