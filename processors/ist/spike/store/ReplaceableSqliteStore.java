// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.audit.AuditDraft;
import ist.spike.audit.AuditRow;
import ist.spike.audit.ChainHead;
import ist.spike.audit.LocalTrail;
import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.policy.Policy;
import ist.spike.policy.PolicyRule;
import ist.spike.policy.PolicySet;
import ist.spike.secret.SecretHistory;
import ist.spike.shard.ShareSet;
import ist.spike.shard.ShareSetId;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** A store whose files are exchanged; behind it is one {@link SqliteStore} after the other. */
public final class ReplaceableSqliteStore implements ReplaceableStore {

  private static final Duration CHECK_PATIENCE = Duration.ofSeconds(30);
  /** For each of writes, audit rows, reads and the log to be done with. */
  private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(30);

  private final StoreExchange exchange;
  private final ReadWriteLock connections = new ReentrantReadWriteLock();
  private volatile SqliteStore current;

  private ReplaceableSqliteStore(StoreExchange exchange) {
    this.exchange = exchange;
    this.current = SqliteStore.open(exchange.settings(), exchange.tuning());
  }

  /** Opens as {@link SqliteStore#open(StoreSettings)} does. */
  public static ReplaceableSqliteStore open(StoreSettings settings) {
    return open(settings, StoreTuning.STANDARD, SwapProbe.NONE);
  }

  /** Opens as {@link SqliteStore#open(StoreSettings, LocalTrail)} does. */
  public static ReplaceableSqliteStore open(StoreSettings settings, LocalTrail trail) {
    return open(settings, StoreTuning.STANDARD.with(trail), SwapProbe.NONE);
  }

  static ReplaceableSqliteStore open(StoreSettings settings, StoreTuning tuning,
      SwapProbe probe) {
    return new ReplaceableSqliteStore(new StoreExchange(settings, tuning, probe));
  }

  @Override
  public StoreReplacement replacement(RootKey key) {
    return StoreReplacement.beside(exchange.settings().directory(), swap -> exchange(swap, key));
  }

  private void exchange(StoreSwap swap, RootKey key) {
    // SECURITY: SQLite deletes the log by its name when a connection to the old file closes, and
    // by then the name may be that of the new one's. So nobody may be connected any more.
    Lock alone = connections.writeLock();
    try {
      if (!alone.tryLock(CHECK_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new SpikeException(ErrorCode.BUSY,
            "the store is being checked; try again when that is done");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SpikeException(ErrorCode.BUSY, "nexus is stopping", e);
    }
    try {
      exchange.make(swap, key, current.handOver(DRAIN_PATIENCE), next -> current = next);
    } finally {
      alone.unlock();
    }
  }

  @Override
  public StoreReport check(CheckProgress progress) {
    Lock shared = connections.readLock();
    shared.lock();
    try {
      return current.check(progress);
    } finally {
      shared.unlock();
    }
  }

  /** Whoever takes a connection here sees to it that no exchange begins before it is closed. */
  @Override
  public DataSource snapshotSource() {
    return current.snapshotSource();
  }

  @Override
  public StoreHead head() {
    return current.head();
  }

  @Override
  public boolean holdsRows() {
    return current.holdsRows();
  }

  @Override
  public CompletableFuture<Void> nominate(ShareSet candidate) {
    return current.nominate(candidate);
  }

  @Override
  public CompletableFuture<Void> finish(RootKey key) {
    return current.finish(key);
  }

  @Override
  public void unseal(RootKey key) {
    current.unseal(key);
  }

  @Override
  public boolean isUnsealed() {
    return current.isUnsealed();
  }

  @Override
  public CompletableFuture<Void> recordAudit(AuditDraft draft) {
    return current.recordAudit(draft);
  }

  @Override
  public boolean readsAtOnce() {
    return current.readsAtOnce();
  }

  @Override
  public int writesWaiting() {
    return current.writesWaiting();
  }

  @Override
  public ChainHead auditHead() {
    return current.auditHead();
  }

  @Override
  public String auditPosition() {
    return current.auditPosition();
  }

  @Override
  public List<AuditRow> auditRows(long after, int limit) {
    return current.auditRows(after, limit);
  }

  @Override
  public Object keeper() {
    return current;
  }

  @Override
  public List<SecretBytes> cipherKeys() {
    return current.cipherKeys();
  }

  @Override
  public CompletableFuture<Boolean> addCipherKey(SecretBytes key) {
    return current.addCipherKey(key);
  }

  @Override
  public Optional<SecretHistory> history(String path) {
    return current.history(path);
  }

  @Override
  public Optional<StoredVersion> read(String path, int version) {
    return current.read(path, version);
  }

  @Override
  public <T> CompletableFuture<T> update(String path, SecretUpdate<T> update,
      AuditDraft draft) {
    return current.update(path, update, draft);
  }

  @Override
  public void listPaths(PathRange range, Consumer<String> each) {
    current.listPaths(range, each);
  }

  @Override
  public PolicySet policies() {
    return current.policies();
  }

  @Override
  public CompletableFuture<Policy> putPolicy(PolicyRule rule, AuditDraft draft) {
    return current.putPolicy(rule, draft);
  }

  @Override
  public CompletableFuture<Boolean> deletePolicy(String name, AuditDraft draft) {
    return current.deletePolicy(name, draft);
  }

  @Override
  public long changeNumber() {
    return current.changeNumber();
  }

  @Override
  public Changes changesSince(long changeNumber) {
    return current.changesSince(changeNumber);
  }

  @Override
  public CompletableFuture<Boolean> acquireLease(String name, String owner, Duration length) {
    return current.acquireLease(name, owner, length);
  }

  @Override
  public CompletableFuture<Boolean> releaseLease(String name, String owner) {
    return current.releaseLease(name, owner);
  }

  @Override
  public CompletableFuture<DeadLetter> park(DeadLetterDraft letter) {
    return current.park(letter);
  }

  @Override
  public List<DeadLetter> deadLetters() {
    return current.deadLetters();
  }

  @Override
  public CompletableFuture<Boolean> dropDeadLetter(long id) {
    return current.dropDeadLetter(id);
  }

  @Override
  public CompletableFuture<Void> recordCustody(CustodyEvent event) {
    return current.recordCustody(event);
  }

  @Override
  public List<CustodyEvent> custody(ShareSetId set) {
    return current.custody(set);
  }

  @Override
  public void close() {
    current.close();
  }
}
