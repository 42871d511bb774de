// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * How secrets of a backup differ from those of the store, and what became of it.
 *
 * @param backup name of the backup
 * @param taken when its snapshot was taken
 * @param same how many secrets are the same in both
 * @param secrets those that are not
 */
public record RestoredSecrets(String backup, Instant taken, long same, List<Item> secrets) {

  /** Takes a copy. */
  public RestoredSecrets {
    secrets = List.copyOf(secrets);
  }

  /**
   * A secret that differs.
   *
   * @param path where it is
   * @param backupVersion its current version in the backup
   * @param liveVersion its current version in the store; 0 when it has none
   * @param newVersion the version that was written; 0 when none was
   * @param problem why none was written; empty when one was, or when none was to be
   * @param keys which keys of its values differ
   */
  public record Item(String path, int backupVersion, int liveVersion, int newVersion,
      String problem, Keys keys) {

    private static final String[] NAMES = {"path", "backupVersion", "liveVersion", "newVersion",
        "problem", "removed", "added", "changed"};

    /** The same after this version was written. */
    public Item written(int version) {
      return new Item(path, backupVersion, liveVersion, version, "", keys);
    }

    /** The same after it could not be written. */
    public Item failed(String why) {
      return new Item(path, backupVersion, liveVersion, 0, why, keys);
    }

    private static Item read(GoReader in) {
      String path = "";
      int backup = 0;
      int live = 0;
      int made = 0;
      String problem = "";
      Keys keys = new Keys(List.of(), List.of(), List.of());
      while (in.next()) {
        switch (in.name()) {
          case "path" -> path = in.text();
          case "backupVersion" -> backup = in.integer();
          case "liveVersion" -> live = in.integer();
          case "newVersion" -> made = in.integer();
          case "problem" -> problem = in.text();
          case "removed" -> keys = new Keys(in.texts(), keys.added(), keys.changed());
          case "added" -> keys = new Keys(keys.removed(), in.texts(), keys.changed());
          default -> keys = new Keys(keys.removed(), keys.added(), in.texts());
        }
      }
      return new Item(path, backup, live, made, problem, keys);
    }

    private void write(GoWriter out) {
      out.open().member("path", path).member("backupVersion", backupVersion)
          .member("liveVersion", liveVersion).member("newVersion", newVersion)
          .member("problem", problem);
      write(out, "removed", keys.removed());
      write(out, "added", keys.added());
      write(out, "changed", keys.changed());
      out.close();
    }

    private static void write(GoWriter out, String name, List<String> keys) {
      out.name(name).startArray();
      keys.forEach(out::text);
      out.endArray();
    }
  }

  /**
   * Names of values, never the values.
   *
   * @param removed only the store has them
   * @param added only the backup has them
   * @param changed both have them, with different values
   */
  public record Keys(List<String> removed, List<String> added, List<String> changed) {

    /** Takes copies. */
    public Keys {
      removed = List.copyOf(removed);
      added = List.copyOf(added);
      changed = List.copyOf(changed);
    }

    /** What becomes of the keys when the values of the backup take the place of those of the store. */
    public static Keys between(SortedMap<String, String> live, SortedMap<String, String> backup) {
      TreeSet<String> both = new TreeSet<>(live.keySet());
      both.retainAll(backup.keySet());
      return new Keys(live.keySet().stream().filter(key -> !backup.containsKey(key)).toList(),
          backup.keySet().stream().filter(key -> !live.containsKey(key)).toList(),
          both.stream().filter(key -> !String.valueOf(live.get(key)).equals(backup.get(key)))
              .toList());
    }
  }

  /** Writes an answer. */
  public byte[] toJson() {
    GoWriter out = new GoWriter().open().member("backup", backup)
        .member("taken", taken, ZoneOffset.UTC).member("same", same).name("secrets").startArray();
    secrets.forEach(secret -> secret.write(out));
    return out.endArray().close().toBytes();
  }

  /** Reads an answer. */
  public static RestoredSecrets parse(byte[] body) {
    GoReader in = GoReader.answer(body, "backup", "taken", "same", "secrets");
    String backup = "";
    Instant taken = Instant.EPOCH;
    long same = 0;
    List<Item> secrets = List.of();
    while (in.next()) {
      switch (in.name()) {
        case "backup" -> backup = in.text();
        case "taken" -> taken = in.time().orElseThrow(in::unreadable);
        case "same" -> same = in.number();
        default -> secrets = in.objects(Item::read, Item.NAMES);
      }
    }
    return new RestoredSecrets(backup, taken, same, secrets);
  }
}
