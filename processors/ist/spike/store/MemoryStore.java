// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import ist.spike.audit.AuditDraft;
import ist.spike.policy.Policy;
import ist.spike.policy.PolicyRule;
import ist.spike.policy.PolicySet;
import ist.spike.secret.SecretChange;
import ist.spike.secret.SecretHistory;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Keeps secrets in memory and forgets them with the process: SPIKE's backend {@code memory}. */
public final class MemoryStore implements SecretStore {

  /** The heap also carries requests and answers. */
  private static final int HEAP_SHARE = 4;
  private static final int PAGE = 1_000;

  private record Versions(SecretHistory history, Map<Integer, byte[]> values) {

    /** Names no value. */
    @Override
    public String toString() {
      return "Versions[" + history.versions().keySet() + "]";
    }
  }

  private record Held(String owner, Instant until) {}

  private final InstantSource clock;
  private final long maxBytes;
  private final NavigableMap<String, Versions> secrets = new TreeMap<>(
      (a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8)));
  private final List<DeadLetter> letters = new ArrayList<>();
  private final Map<String, Held> leases = new HashMap<>();
  private final ChangeLog changes = new ChangeLog(0);
  private PolicySet policies = PolicySet.EMPTY;
  private long changeNumber;
  private long letterNumber;
  private long bytes;

  /** An empty store that takes a quarter of the heap at most. */
  public MemoryStore(InstantSource clock) {
    this(clock, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  }

  MemoryStore(InstantSource clock, long maxBytes) {
    this.clock = clock;
    this.maxBytes = maxBytes;
  }

  @Override
  public synchronized Optional<SecretHistory> history(String path) {
    return Optional.ofNullable(secrets.get(path)).map(Versions::history);
  }

  @Override
  public synchronized Optional<StoredVersion> read(String path, int version) {
    return Optional.ofNullable(secrets.get(path))
        .filter(secret -> secret.history().isLive(version)).map(secret -> {
          int wanted = version == 0 ? secret.history().current() : version;
          return new StoredVersion(wanted, secret.history(),
              Objects.requireNonNull(secret.values().get(wanted)).clone());
        });
  }

  @Override
  public <T> CompletableFuture<T> update(String path, SecretUpdate<T> update,
      AuditDraft draft) {
    return done(() -> {
      Optional<Versions> before = Optional.ofNullable(secrets.get(path));
      SecretWrite<T> write = update.apply(before.map(Versions::history));
      if (write.change().changed()) {
        put(path, before, write);
      }
      return write.result();
    });
  }

  private void put(String path, Optional<Versions> before, SecretWrite<?> write) {
    SecretChange change = write.change();
    Map<Integer, byte[]> values =
        new HashMap<>(before.map(Versions::values).orElseGet(HashMap::new));
    values.keySet().removeAll(change.removed());
    change.written().ifPresent(version -> values.put(version, write.value().clone()));
    write.adopted().forEach((version, value) -> values.put(version, value.clone()));
    Versions after = new Versions(change.history(), values);
    long bytesAfter = bytes - before.map(secret -> size(path, secret)).orElse(0L)
        + size(path, after);
    if (bytesAfter > maxBytes && bytesAfter > bytes) {
      throw new SpikeException(ErrorCode.BUSY, "the memory store holds " + bytes
          + " bytes and takes " + maxBytes + " at most; remove secrets or give more heap");
    }
    bytes = bytesAfter;
    secrets.put(path, after);
    changes.add(++changeNumber, Set.of(path), false);
  }

  @Override
  public void listPaths(PathRange range, Consumer<String> each) {
    String after = range.after();
    int left = range.limit();
    List<String> page;
    do {
      page = page(range.prefix(), after, Math.min(left, PAGE));
      page.forEach(each);
      left -= page.size();
      after = page.isEmpty() ? after : page.getLast();
    } while (left > 0 && page.size() == PAGE);
  }

  private synchronized List<String> page(String prefix, String after, int limit) {
    NavigableMap<String, Versions> rest =
        secrets.comparator().compare(prefix, after) > 0
            ? secrets.tailMap(prefix, true)
            : secrets.tailMap(after, false);
    return rest.entrySet().stream().takeWhile(entry -> entry.getKey().startsWith(prefix))
        .filter(entry -> entry.getValue().history().exists()).map(Map.Entry::getKey).limit(limit)
        .toList();
  }

  @Override
  public synchronized PolicySet policies() {
    return policies;
  }

  @Override
  public CompletableFuture<Policy> putPolicy(PolicyRule rule, AuditDraft draft) {
    return done(() -> {
      Policy policy = PolicyTable.next(policies, rule, clock.instant());
      policies = policies.with(policy);
      changes.add(++changeNumber, Set.of(), true);
      return policy;
    });
  }

  @Override
  public CompletableFuture<Boolean> deletePolicy(String name, AuditDraft draft) {
    return done(() -> {
      boolean known = policies.find(name).isPresent();
      if (known) {
        policies = policies.without(name);
        changes.add(++changeNumber, Set.of(), true);
      }
      return known;
    });
  }

  @Override
  public synchronized long changeNumber() {
    return changeNumber;
  }

  @Override
  public Changes changesSince(long number) {
    return changes.since(number);
  }

  @Override
  public CompletableFuture<Boolean> acquireLease(String name, String owner, Duration length) {
    return done(() -> {
      Instant now = clock.instant();
      leases.values().removeIf(held -> !held.until().isAfter(now));
      Held held = leases.getOrDefault(name, new Held(owner, now));
      if (held.owner().equals(owner)) {
        leases.put(name, new Held(owner, now.plus(length)));
      }
      return held.owner().equals(owner);
    });
  }

  @Override
  public CompletableFuture<Boolean> releaseLease(String name, String owner) {
    return done(() -> Optional.ofNullable(leases.get(name))
        .filter(held -> held.owner().equals(owner)).map(_ -> leases.remove(name)).isPresent());
  }

  @Override
  public CompletableFuture<DeadLetter> park(DeadLetterDraft letter) {
    return done(() -> {
      DeadLetterDraft draft = letter.cut();
      Optional<DeadLetter> earlier =
          letters.stream().filter(each -> each.isAbout(draft)).findFirst();
      if (earlier.isPresent()) {
        DeadLetter again = earlier.get().again(draft, clock.instant());
        letters.replaceAll(each -> each.id() == again.id() ? again : each);
        return again;
      }
      DeadLetter parked = new DeadLetter(++letterNumber, draft, clock.instant());
      letters.addLast(parked);
      if (letters.size() > DeadLetter.MAX_STORED) {
        letters.removeFirst();
      }
      return parked;
    });
  }

  @Override
  public synchronized List<DeadLetter> deadLetters() {
    return new ArrayList<>(letters);
  }

  @Override
  public CompletableFuture<Boolean> dropDeadLetter(long id) {
    return done(() -> letters.removeIf(letter -> letter.id() == id));
  }

  @Override
  public synchronized void close() {
    secrets.clear();
  }

  private synchronized <T> CompletableFuture<T> done(Supplier<T> work) {
    try {
      return CompletableFuture.completedFuture(work.get());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static long size(String path, Versions secret) {
    return path.length()
        + secret.values().values().stream().mapToLong(value -> value.length).sum();
  }
}
