// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import ist.spike.crypto.SecretBytes;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Asks to put a backup into the place of the store, or only what that would do.
 *
 * @param id of the backup
 * @param dryRun whether only the plan is wanted
 * @param shards shares by their number, for a sealed Nexus; owned by whoever handles the message
 */
public record RestoreBackup(String id, boolean dryRun, SortedMap<Integer, SecretBytes> shards)
    implements
      AutoCloseable {

  /** Reads a request; a refused one leaves no share behind. */
  public static RestoreBackup parse(byte[] body) {
    GoReader in = GoReader.keyRequest(body, "id", "dryRun", "shards");
    SortedMap<Integer, SecretBytes> shards = new TreeMap<>();
    boolean done = false;
    try {
      String id = "";
      boolean dryRun = false;
      while (in.next()) {
        switch (in.name()) {
          case "id" -> id = in.text();
          case "dryRun" -> dryRun = in.flag();
          default -> in.members((number, value) -> add(shards, number, value));
        }
      }
      done = true;
      return new RestoreBackup(id, dryRun, shards);
    } finally {
      if (!done) {
        shards.values().forEach(SecretBytes::close);
      }
    }
  }

  /** Writes a request. The array may hold shares: the caller zeroes it after use. */
  public byte[] toJson() {
    GoWriter out = new GoWriter().open().member("id", id).member("dryRun", dryRun)
        .name("shards").open();
    shards.forEach((number, share) -> out.name(number.toString()).share(share));
    return out.close().close().toBytes();
  }

  private static void add(SortedMap<Integer, SecretBytes> shards, String number,
      GoReader value) {
    if (!number.matches("[1-9][0-9]{0,2}") || shards.size() >= ShareLabel.MAX_SHARE_ID) {
      throw value.unreadable();
    }
    SecretBytes earlier =
        shards.put(Integer.valueOf(number), value.share().orElseThrow(value::unreadable));
    if (earlier != null) {
      earlier.close();
    }
  }

  @Override
  public void close() {
    shards.values().forEach(SecretBytes::close);
  }

  /** Names no share. */
  @Override
  public String toString() {
    return "RestoreBackup[" + id + ", " + dryRun + ", " + shards.keySet() + "]";
  }
}
