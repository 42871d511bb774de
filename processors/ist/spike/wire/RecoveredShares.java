// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import ist.spike.crypto.SecretBytes;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All recovery shares by their number (wire spec 3.4).
 *
 * @param shards the shares; owned by whoever handles the message
 * @param description what they are shares of; empty from a Go Nexus
 */
public record RecoveredShares(SortedMap<Integer, SecretBytes> shards,
    Optional<ShareSetDescription> description) implements AutoCloseable {

  /** Writes an answer. The array holds the shares: the caller zeroes it after use. */
  public byte[] toJson() {
    SortedMap<String, SecretBytes> sorted = new TreeMap<>();
    shards.forEach((id, share) -> sorted.put(id.toString(), share));
    GoWriter out = new GoWriter().open().name("shards").open();
    sorted.forEach((id, share) -> out.name(id).share(share));
    out.close();
    description.ifPresent(set -> set.write(out.name("shareSet").open()).close());
    return out.close().toBytes();
  }

  /** Reads an answer; a refused one leaves no share behind. */
  public static RecoveredShares parse(byte[] body) {
    GoReader in = GoReader.keyAnswer(body, "shards", "shareSet");
    RecoveredShares found = new RecoveredShares(new TreeMap<>(), Optional.empty());
    boolean done = false;
    try {
      Optional<ShareSetDescription> description = Optional.empty();
      while (in.next()) {
        if (in.name().equals("shards")) {
          in.members(found::add);
        } else if (!in.isNull()) {
          description =
              Optional.of(ShareSetDescription.read(in.object(ShareSetDescription.NAMES)));
        }
      }
      done = true;
      return new RecoveredShares(found.shards, description);
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
