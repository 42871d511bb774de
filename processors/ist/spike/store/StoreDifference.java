// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.wire.SpikeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What another database in the place of a store would change. Cells are never sealed again, so equal
 * contents have equal cells, and the comparison needs no key.
 *
 * @param head what the store says of itself; empty when there is none, or when it cannot be read
 * @param trouble why the store cannot be read; empty when it can, or when there is none
 * @param lostVersions versions of secrets that only the store has
 * @param counts how many secrets differ, in each way
 * @param secrets their paths, at most {@value #MAX_PATHS} of each way, in bytewise order
 * @param policies how many policies only the store has, only the other one has, or both in two forms
 */
public record StoreDifference(Optional<StoreHead> head, String trouble, long lostVersions,
    Map<Way, Long> counts, Map<Way, List<String>> secrets, long policies) {

  /** Enough for a person to see what it is about. */
  public static final int MAX_PATHS = 100;

  /** What would become of a secret. */
  public enum Way {
    /** Only the store has it. */
    REMOVED,
    /** Only the other database has it. */
    ADDED,
    /** Both have it, with other versions. */
    CHANGED
  }

  private static final String DIFFERENT = " FROM main.secret_meta live"
      + " FULL JOIN other.secret_meta other ON other.path = live.path WHERE ";
  private static final Map<Way, String> CONDITIONS = Map.of(Way.REMOVED, "other.path IS NULL",
      Way.ADDED, "live.path IS NULL", Way.CHANGED, "live.sealed <> other.sealed");

  /** Takes copies. */
  public StoreDifference {
    counts = Map.copyOf(counts);
    secrets = Map.copyOf(secrets);
  }

  static StoreDifference between(Path store, Path other) {
    if (!Files.exists(store)) {
      return none("");
    }
    try (Database database = Database.forReading(store)) {
      Schema.require(database);
      StoreHead head = StoreRows.head(database);
      database.run("ATTACH ? AS other", other.toAbsolutePath().toString());
      return StoreReaders.inSnapshot(database, snapshot -> compare(head, snapshot));
    } catch (SQLException e) {
      return none(StoreFailures.of(e).sentence());
    } catch (SpikeException e) {
      return none(e.sentence());
    }
  }

  private static StoreDifference none(String trouble) {
    return new StoreDifference(Optional.empty(), trouble, 0, Map.of(), Map.of(), 0);
  }

  private static StoreDifference compare(StoreHead head, Database database) throws SQLException {
    Map<Way, Long> counts = new EnumMap<>(Way.class);
    Map<Way, List<String>> secrets = new EnumMap<>(Way.class);
    for (Way way : Way.values()) {
      String where = DIFFERENT + CONDITIONS.get(way);
      counts.put(way, database.count("SELECT count(*)" + where));
      secrets.put(way, database.all("SELECT coalesce(live.path, other.path) AS path" + where
          + " ORDER BY 1 LIMIT ?", row -> row.getString(1), MAX_PATHS));
    }
    long lost = database.count("SELECT count(*) FROM main.secret_version live"
        + " LEFT JOIN other.secret_version other USING (path, version)"
        + " WHERE other.sealed IS NOT live.sealed");
    long policies = database.count("SELECT count(*) FROM main.policy live"
        + " FULL JOIN other.policy other USING (id) WHERE live.sealed IS NOT other.sealed");
    return new StoreDifference(Optional.of(head), "", lost, counts, secrets, policies);
  }

  /** How many secrets differ in this way. */
  public long count(Way way) {
    return counts.getOrDefault(way, 0L);
  }
}
