// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a store of an older program to the format of this one, a version at a time. Each step and
 * its number are one commit, so a step that was interrupted never happened and the next start goes on
 * from there. Steps run while the store is sealed: they change tables and clear columns, not cells.
 */
final class Migrations {

  /** None yet: this program writes the first version. */
  static final Migrations STANDARD = new Migrations(Schema.VERSION, List.of());

  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

  /** Makes version n + 1 of version n. */
  @FunctionalInterface
  interface Step {
    void run(Database database) throws SQLException;
  }

  private final int oldest;
  private final List<Step> steps;

  /**
   * @param oldest the version that the first step starts from
   */
  Migrations(int oldest, List<Step> steps) {
    this.oldest = oldest;
    this.steps = List.copyOf(steps);
  }

  /** The version that all steps lead to. */
  int newest() {
    return oldest + steps.size();
  }

  /** Runs the steps that are missing; refuses what is no store, and one that a newer program made. */
  void bring(Database database) throws SQLException {
    long version = Schema.version(database);
    if (version > newest()) {
      throw new SpikeException(ErrorCode.BAD_SETTING, database.file() + " has store format "
          + version + ", this program knows " + newest() + "; use the program that wrote it");
    }
    if (version < oldest) {
      throw new SpikeException(ErrorCode.BAD_SETTING, database.file() + " has store format "
          + version + ", older than any that was released");
    }
    for (int next = Math.toIntExact(version) + 1; next <= newest(); next++) {
      LOG.info("migrating the store: file={} to={} of={}", database.file(), next, newest());
      database.begin();
      steps.get(next - oldest - 1).run(database);
      database.script("PRAGMA user_version = " + next);
      database.commit();
    }
  }
}
