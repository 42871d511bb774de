// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.crypto.RootKey;
import ist.spike.secret.SecretHistory;
import ist.spike.shard.ShareSet;
import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Keeps secrets. A store is born NEW, gets a candidate share set, becomes FINAL with its root key, and
 * from then on starts sealed: everything that touches a secret needs {@link #unseal} first and fails
 * with {@code NOT_READY} until then.
 *
 * <p>A future completes after its change is durable and not before; what it completes with runs on a
 * thread of its own. It completes with a {@link SpikeException}: {@code BUSY} when the queue is full
 * or the disk is full or read-only, {@code DAMAGED} naming the row that was altered, or what the
 * update itself threw. A failed change is wholly absent.
 */
public interface SecretStore extends AutoCloseable {

  /** What is known of the store without its key. */
  StoreHead head();

  /** Whether there is a row of secrets, policies, data keys or audit; a brand-new store has none. */
  boolean holdsRows();

  /** Writes down the share set that is about to become this store's; replaces an earlier candidate. */
  CompletableFuture<Void> nominate(ShareSet candidate);

  /**
   * Makes the candidate final, creates the data keys and unseals the store.
   *
   * @param key the key that the candidate shares; borrowed, the caller closes it
   */
  CompletableFuture<Void> finish(RootKey key);

  /**
   * Opens the data keys and compares the sealed head with the clear one.
   *
   * @param key borrowed, the caller closes it
   * @throws SpikeException when it is not this store's key, or the head was altered
   */
  void unseal(RootKey key);

  /** Whether secrets can be read and written. */
  boolean isUnsealed();

  /** The versions of a secret; empty when the path was never written. */
  Optional<SecretHistory> history(String path);

  /**
   * One version of a secret.
   *
   * @param version 0 for the current one
   * @return empty when the path or the version is not there or is deleted
   */
  Optional<StoredVersion> read(String path, int version);

  /** Changes one secret; nothing else changes it between what the update sees and what it does. */
  <T> CompletableFuture<T> update(String path, SecretUpdate<T> update);

  /** Gives the paths in bytewise order, one at a time, of all secrets with a stored version. */
  void listPaths(PathRange range, Consumer<String> each);

  /** Copies the store, as of one commit, into a new file that is on disk when this returns. */
  Snapshot snapshotTo(Path file);

  /** Opens every row and computes the set hash anew; changes nothing. */
  StoreReport check(CheckProgress progress);

  /** How many commits changed what the set hash covers; 0 while sealed. */
  long changeNumber();

  /** Records what failed for good; works while sealed. At the limit the oldest record goes. */
  CompletableFuture<DeadLetter> park(DeadLetterDraft letter);

  /** All dead letters, oldest first, {@value DeadLetter#MAX_STORED} at most. */
  List<DeadLetter> deadLetters();

  /** Removes a dead letter; false when there is none with this id. */
  CompletableFuture<Boolean> dropDeadLetter(long id);

  /** Finishes what is queued, forgets the keys and releases the files. */
  @Override
  void close();
}
