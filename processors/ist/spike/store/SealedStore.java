// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.audit.AuditDraft;
import ist.spike.audit.AuditRow;
import ist.spike.audit.ChainHead;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;

/**
 * A store that outlives its process, sealed under a root key. It is born NEW, gets a candidate share
 * set, becomes FINAL with its root key, and from then on starts sealed: everything that touches a
 * secret needs {@link #unseal} first and fails with {@code NOT_READY} until then.
 */
public interface SealedStore extends SecretStore, AdoptedKeys, Custody, StoreSeal {

  /** Whether there is a row of secrets, policies, data keys or audit; a brand-new store has none. */
  boolean holdsRows();

  /** Whether secrets can be read and written. */
  boolean isUnsealed();

  /** Whether a read that begins now waits for no other one. */
  boolean readsAtOnce();

  /** Writes that wait for their commit. */
  int writesWaiting();

  /** Commits a record alone, of what changed the store from outside. */
  CompletableFuture<Void> recordAudit(AuditDraft draft);

  /** The newest audit record; {@link ChainHead#NONE} while sealed. */
  ChainHead auditHead();

  /** How far the local audit files are durable; empty when there are none. */
  String auditPosition();

  /** Audit records with larger numbers than {@code after}, in their order. */
  List<AuditRow> auditRows(long after, int limit);

  /**
   * Connections of their own to copy the store with, which takes long; whoever opens one closes it. On
   * each, {@code VACUUM INTO} makes a store file as of one commit beside running writers.
   */
  DataSource snapshotSource();

  /** Opens every row and computes the set hash anew; changes nothing. */
  StoreReport check(CheckProgress progress);
}
