// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.audit.AuditDraft;
import ist.spike.crypto.KeyId;
import ist.spike.crypto.RootKey;
import ist.spike.shard.ShareSet;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.sql.SQLException;
import java.util.Optional;

/** How a store gets its root key: named first, made final once, and never exchanged here. */
final class KeyCeremony {

  private KeyCeremony() {}

  static void nominate(Transaction transaction, ShareSet candidate) throws SQLException {
    StoreHead head = transaction.state().head();
    requireNotFinal(head);
    transaction.database().run("UPDATE head SET phase = ?, share_set = ? WHERE id = 1",
        StorePhase.CANDIDATE.code(), candidate.toBytes());
    transaction.become(StoreState.sealed(new StoreHead(head.storeId(), head.dev(),
        StorePhase.CANDIDATE, Optional.of(candidate))));
  }

  /** Makes the candidate final; {@code keys} has the wrapping key and no data keys yet. */
  static void finish(Transaction transaction, KeyId keyId, DataKeys keys) throws SQLException {
    StoreHead head = transaction.state().head();
    requireNotFinal(head);
    ShareSet candidate = head.shareSet().orElseThrow(
        () -> new SpikeException(ErrorCode.CONFLICT, "the store has no candidate key to finish"));
    if (!candidate.keyId().equals(keyId)) {
      throw new SpikeException(ErrorCode.CONFLICT, "this is root key " + keyId
          + ", the store's candidate is " + candidate.keyId());
    }
    StoreHead done =
        new StoreHead(head.storeId(), head.dev(), StorePhase.FINAL, head.shareSet());
    transaction.database().run("UPDATE head SET phase = ? WHERE id = 1",
        StorePhase.FINAL.code());
    transaction.become(StoreState.sealed(done).withKeys(keys));
    transaction.createDataKeys();
    transaction.audit(AuditDraft.own("finish-root-key", keyId.toString()));
  }

  static void unseal(Transaction transaction, RootKey key) throws SQLException {
    // A second key is judged as the first was, but the counts of seals go on where they are.
    StoreState opened = StoreRows.unseal(transaction.database(), key);
    if (transaction.state().keys().isPresent()) {
      opened.requireKeys().close();
    } else {
      transaction.become(
          opened.withPolicies(PolicyRows.all(transaction.database(), opened.requireKeys())));
    }
  }

  /** Puts another polynomial of the same key into the place of the store's; for copies of a store alone. */
  static void shareAnew(Transaction transaction, ShareSet other) throws SQLException {
    StoreHead head = transaction.state().head();
    if (!head.shareSet().map(ShareSet::keyId).equals(Optional.of(other.keyId()))) {
      throw new SpikeException(ErrorCode.CONFLICT,
          "share set " + other.id() + " is of root key " + other.keyId() + ", not of the store's");
    }
    transaction.database().run("UPDATE head SET share_set = ? WHERE id = 1", other.toBytes());
    transaction.become(transaction.state().withHead(
        new StoreHead(head.storeId(), head.dev(), head.phase(), Optional.of(other))));
  }

  private static void requireNotFinal(StoreHead head) {
    if (head.phase() == StorePhase.FINAL) {
      throw new SpikeException(ErrorCode.CONFLICT, "the store has its root key already");
    }
  }
}
