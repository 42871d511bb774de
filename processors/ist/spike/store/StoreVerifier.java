// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.crypto.RootKey;
import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** Checks a store file that no process has open, such as a snapshot, without changing a byte of it. */
public final class StoreVerifier {

  private StoreVerifier() {}

  /** What is wrong with a snapshot as far as it shows without a key; empty when nothing is. */
  public static List<String> structure(Path file) {
    try (Database database = Database.immutable(file)) {
      Schema.require(database);
      StoreRows.head(database);
      return StoreWalk.structure(database);
    } catch (SQLException e) {
      throw StoreFailures.of(e);
    }
  }

  /**
   * Opens every row of a snapshot, computes its set hash anew and checks the structure, in two threads.
   *
   * @param file a snapshot; not the file of a running store, whose newest commits lie beside it
   * @param key borrowed, the caller closes it
   * @throws SpikeException when the file cannot be opened at all: not a store, a newer format, no
   *     key yet, another key, or an altered head; everything else is in the report
   */
  public static StoreReport verify(Path file, RootKey key) {
    try (Database database = Database.immutable(file)) {
      Schema.require(database);
      StoreState state = StoreRows.unseal(database, key);
      try (DataKeys _ = state.requireKeys();
          SnapshotReaders readers = SnapshotReaders.beside(file)) {
        return StoreWalk.report(database, state, CheckProgress.NONE, readers);
      }
    } catch (SQLException e) {
      throw StoreFailures.of(e);
    }
  }
}
