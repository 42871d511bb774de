// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.audit.AuditDraft;
import ist.spike.audit.LocalTrail;
import ist.spike.crypto.RootKey;
import ist.spike.shard.ShareSet;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Gives a database that was put back to an earlier day new keys for all it will seal: the counts of
 * seals in it went back as well, and a key must not count the same seals twice (format page 6).
 */
final class FreshKeys {

  private FreshKeys() {}

  /**
   * In one commit, with an audit record; the file is on the disk and alone when this returns.
   *
   * @param shareSet takes the place of the store's own; empty keeps that
   */
  static void mint(Path file, RootKey key, AuditDraft draft, Optional<ShareSet> shareSet)
      throws SQLException, IOException {
    try (Database database = Database.forWriting(file)) {
      Migrations.STANDARD.bring(database);
      StoreState opened = StoreRows.unseal(database, key);
      Transaction transaction = new Transaction(database, opened, StoreTuning.STANDARD,
          new CopiedRows(LocalTrail.NONE));
      try {
        database.begin();
        if (shareSet.isPresent()) {
          KeyCeremony.shareAnew(transaction, shareSet.get());
        }
        transaction.renewDataKeys();
        transaction.audit(draft);
        transaction.sealHead();
        database.commit();
      } finally {
        transaction.keys().close();
      }
    }
    StoreReplacement.requireNoLog(file);
    StoreFiles.sync(file);
  }
}
