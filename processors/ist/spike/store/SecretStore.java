// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.audit.AuditDraft;
import ist.spike.secret.SecretHistory;
import ist.spike.wire.SpikeException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Keeps secrets, and the policies that say who may reach them, whatever the backend.
 *
 * <p>A future completes after its change is durable, or for a store in memory made, and not before;
 * what depends on it holds up no other write. It fails with a {@link SpikeException}: {@code BUSY}
 * when the queue is full or the disk is full or read-only, {@code DAMAGED} naming the row that was
 * altered, or what the update itself threw. A failed change is wholly absent.
 */
public interface SecretStore extends PolicyStore, DeadLetters, Leases, AutoCloseable {

  /** The versions of a secret; empty when the path was never written. */
  Optional<SecretHistory> history(String path);

  /**
   * One version of a secret.
   *
   * @param version 0 for the current one
   * @return empty when the path or the version is not there or is deleted
   */
  Optional<StoredVersion> read(String path, int version);

  /**
   * Changes one secret; nothing else changes it between what the update sees and what it does. A
   * store on disk commits the record of the change with it.
   */
  <T> CompletableFuture<T> update(String path, SecretUpdate<T> update, AuditDraft draft);

  /** The same for a change that nobody asked for over the wire. */
  default <T> CompletableFuture<T> update(String path, SecretUpdate<T> update) {
    return update(path, update, AuditDraft.own("update-secret", path));
  }

  /** Gives the paths in bytewise order, one at a time, of all secrets with a stored version. */
  void listPaths(PathRange range, Consumer<String> each);

  /** How many commits changed secrets or policies; 0 while sealed. */
  long changeNumber();

  /**
   * What changed after this commit. A change is told before its future completes.
   *
   * @param changeNumber an earlier {@link #changeNumber} or {@link Changes#changeNumber}
   */
  Changes changesSince(long changeNumber);

  /** Finishes what is queued and releases what the store holds. */
  @Override
  void close();
}
