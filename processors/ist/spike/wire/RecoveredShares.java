// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import ist.spike.crypto.SecretBytes;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All recovery shares by their number (wire spec 3.4).
 *
 * @param shards the shares; owned by whoever handles the message
 */
public record RecoveredShares(SortedMap<Integer, SecretBytes> shards) implements AutoCloseable {

  /** Writes an answer. The array holds the shares: the caller zeroes it after use. */
  public byte[] toJson() {
    SortedMap<String, SecretBytes> sorted = new TreeMap<>();
    shards.forEach((id, share) -> sorted.put(id.toString(), share));
    GoWriter out = new GoWriter().open().name("shards").open();
    sorted.forEach((id, share) -> out.name(id).share(share));
    return out.close().close().toBytes();
  }

  /** Reads an answer; a refused one leaves no share behind. */
  public static RecoveredShares parse(byte[] body) {
    GoReader in = GoReader.answer(body, "shards");
    RecoveredShares found = new RecoveredShares(new TreeMap<>());
    boolean done = false;
    try {
      while (in.next()) {
        in.members(found::add);
      }
      done = true;
      return found;
    } finally {
      if (!done) {
        found.close();
      }
    }
  }

  private void add(String id, GoReader value) {
    if (shards.size() >= ShareLabel.MAX_SHARE_ID) {
      throw value.unreadable();
    }
    int number;
    try {
      number = Integer.parseInt(id);
    } catch (NumberFormatException e) {
      throw value.unreadable();
    }
    SecretBytes earlier =
        shards.put(number, value.share().orElseThrow(value::unreadable));
    if (earlier != null) {
      earlier.close();
    }
  }

  @Override
  public void close() {
    shards.values().forEach(SecretBytes::close);
  }
}
