// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.audit.AuditDraft;
import ist.spike.audit.AuditRow;
import ist.spike.audit.ChainHead;
import ist.spike.audit.LocalTrail;
import ist.spike.crypto.KeyId;
import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.policy.Policy;
import ist.spike.policy.PolicyRule;
import ist.spike.policy.PolicySet;
import ist.spike.secret.SecretHistory;
import ist.spike.shard.ShareSet;
import ist.spike.shard.ShareSetId;
import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** A store in one SQLite database (ops/format/store.md), open in at most one process. */
public final class SqliteStore implements SealedStore {

  private final Path file;
  private final StoreConnections connections;
  private final CommittedState state;
  private final StoreWriter writer;
  private final StoreReaders readers;
  private final InstantSource clock;
  private final LocalTrail trail;
  private final UndoneRestore undone;

  private SqliteStore(StoreOpening opened, StoreTuning tuning) throws SQLException {
    this.file = opened.connection().file();
    this.connections = new StoreConnections(opened, tuning);
    this.state = connections.state();
    this.writer = connections.writer();
    this.readers = connections.readers();
    this.clock = tuning.clock();
    this.trail = tuning.trail();
    this.undone = new UndoneRestore(writer);
  }

  /**
   * Opens a store, sealed, or makes a new one.
   *
   * @throws SpikeException {@code BAD_SETTING} for a directory or file that is not ours alone, a
   *     foreign or newer file or the wrong dev mark; {@code BUSY} naming the pid when another process
   *     has it open; {@code DAMAGED} for rows without a root key
   */
  public static SqliteStore open(StoreSettings settings) {
    return open(settings, StoreTuning.STANDARD);
  }

  /** The same beside local audit files, which take the audit rows that get old. */
  public static SqliteStore open(StoreSettings settings, LocalTrail trail) {
    return open(settings, StoreTuning.STANDARD.with(trail));
  }

  static SqliteStore open(StoreSettings settings, StoreTuning tuning) {
    return of(StoreOpening.of(settings), tuning);
  }

  /** The same under a lock that this process has; a failure gives it up. */
  static SqliteStore reopen(StoreSettings settings, StoreTuning tuning, StoreLock lock) {
    return of(StoreOpening.of(settings, lock), tuning);
  }

  private static SqliteStore of(StoreOpening opened, StoreTuning tuning) {
    try {
      return new SqliteStore(opened, tuning);
    } catch (SQLException e) {
      opened.close();
      throw StoreFailures.of(e);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  @Override
  public StoreHead head() {
    return state.get().head();
  }

  @Override
  public boolean holdsRows() {
    return readers.read(StoreRows::holdsRows);
  }

  @Override
  public CompletableFuture<Void> nominate(ShareSet candidate) {
    return submitVoid(transaction -> KeyCeremony.nominate(transaction, candidate));
  }

  @Override
  public CompletableFuture<Void> finish(RootKey key) {
    KeyId keyId = key.keyId();
    DataKeys none = DataKeys.none(head().storeId(), key);
    return submitVoid(transaction -> KeyCeremony.finish(transaction, keyId, none));
  }

  @Override
  public void unseal(RootKey key) {
    undone.look(readers);
    try {
      submitVoid(transaction -> KeyCeremony.unseal(transaction, key)).join();
      // Nobody waits for it: on a full disk the store is of use without, and the mark stays.
      undone.record();
    } catch (CompletionException e) {
      throw e.getCause() instanceof SpikeException refused ? refused : e;
    }
  }

  @Override
  public boolean isUnsealed() {
    return state.get().keys().isPresent();
  }

  @Override
  public List<SecretBytes> cipherKeys() {
    return keys().cipherKeys();
  }

  @Override
  public CompletableFuture<Boolean> addCipherKey(SecretBytes key) {
    return submit(transaction -> transaction.adoptCipherKey(key));
  }

  @Override
  public Optional<SecretHistory> history(String path) {
    return readers.read(database -> SecretRows.history(database, keys(), path));
  }

  @Override
  public Optional<StoredVersion> read(String path, int version) {
    return readers.read(database -> SecretRows.read(database, keys(), path, version));
  }

  @Override
  public <T> CompletableFuture<T> update(String path, SecretUpdate<T> update,
      AuditDraft draft) {
    return submit(transaction -> SecretRows.update(transaction, path, update, draft));
  }

  @Override
  public void listPaths(PathRange range, Consumer<String> each) {
    state.get().requireKeys();
    PathList.visit(readers, range, each);
  }

  @Override
  public PolicySet policies() {
    StoreState now = state.get();
    now.requireKeys();
    return now.policies().set();
  }

  @Override
  public CompletableFuture<Policy> putPolicy(PolicyRule rule, AuditDraft draft) {
    return submit(transaction -> PolicyRows.put(transaction, rule, clock.instant(), draft));
  }

  @Override
  public CompletableFuture<Boolean> deletePolicy(String name, AuditDraft draft) {
    return submit(transaction -> PolicyRows.delete(transaction, name, draft));
  }

  @Override
  public CompletableFuture<Void> recordAudit(AuditDraft draft) {
    return submitVoid(transaction -> transaction.audit(draft));
  }

  @Override
  public boolean readsAtOnce() {
    return readers.isAnyIdle();
  }

  @Override
  public int writesWaiting() {
    return writer.waiting();
  }

  @Override
  public ChainHead auditHead() {
    // The files tell by the record of the undoing that the rows from before the restore are back.
    return undone.isUnrecorded() ? ChainHead.NONE : state.get().auditHead();
  }

  @Override
  public String auditPosition() {
    return trail.position();
  }

  @Override
  public List<AuditRow> auditRows(long after, int limit) {
    return readers.read(database -> AuditRows.after(database, state.get(), after, limit));
  }

  @Override
  public DataSource snapshotSource() {
    return Database.source(file);
  }

  @Override
  public StoreReport check(CheckProgress progress) {
    return StoreWalk.running(file, keys(), progress);
  }

  @Override
  public long changeNumber() {
    return state.get().changeNumber();
  }

  @Override
  public Changes changesSince(long changeNumber) {
    return state.changesSince(changeNumber);
  }

  @Override
  public CompletableFuture<Boolean> acquireLease(String name, String owner, Duration length) {
    LeaseRows.Lease lease = new LeaseRows.Lease(name, owner, length);
    return submit(
        transaction -> LeaseRows.acquire(transaction.database(), lease, clock.instant()));
  }

  @Override
  public CompletableFuture<Boolean> releaseLease(String name, String owner) {
    return submit(transaction -> LeaseRows.release(transaction.database(), name, owner));
  }

  @Override
  public CompletableFuture<DeadLetter> park(DeadLetterDraft letter) {
    return submit(
        transaction -> DeadLetterRows.park(transaction.database(), letter, clock.instant()));
  }

  @Override
  public List<DeadLetter> deadLetters() {
    return readers.read(DeadLetterRows::all);
  }

  @Override
  public CompletableFuture<Boolean> dropDeadLetter(long id) {
    return submit(transaction -> DeadLetterRows.drop(transaction.database(), id));
  }

  @Override
  public CompletableFuture<Void> recordCustody(CustodyEvent event) {
    return submitVoid(transaction -> CustodyRows.record(transaction.database(), event));
  }

  @Override
  public List<CustodyEvent> custody(ShareSetId set) {
    return readers.read(database -> CustodyRows.of(database, set));
  }

  @Override
  public void close() {
    connections.close();
  }

  /**
   * Finishes what is under way and closes all but the lock; what comes later is not ready.
   *
   * @param patience how long it waits for each of those who have the file open
   * @throws SpikeException {@code BUSY} when one of them is not done by then, or the local files do not
   *     take the newest audit rows; nothing is closed then
   */
  StoreLock handOver(Duration patience) {
    return connections.handOver(patience, () -> AuditCopies.await(this, trail, patience));
  }

  private DataKeys keys() {
    return state.get().requireKeys();
  }

  private CompletableFuture<Void> submitVoid(StoreWriter.VoidJob job) {
    return submit(transaction -> {
      job.run(transaction);
      return true;
    }).thenAccept(done -> {});
  }

  private <T> CompletableFuture<T> submit(StoreWriter.Job<T> job) {
    if (isUnsealed()) {
      undone.record();
    }
    return writer.submit(job);
  }
}
