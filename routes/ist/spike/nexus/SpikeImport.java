// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.audit.AuditDraft;
import ist.spike.crypto.SecretBytes;
import ist.spike.secret.SecretHistory;
import ist.spike.secret.VersionInfo;
import ist.spike.store.SecretStore;
import ist.spike.store.SecretUpdate;
import ist.spike.store.StoredVersion;
import ist.spike.wire.Call;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.ImportSpike;
import ist.spike.wire.ImportSpike.Outcome;
import ist.spike.wire.Reply;
import ist.spike.wire.SpikeException;
import ist.spike.wire.Validation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Takes over what an original SPIKE held, in batches. A path that is taken is left alone, so that a
 * batch can be sent again after whatever happened; sent again as a dry run it is compared with what
 * the store gives back, value for value.
 */
final class SpikeImport {

  private static final int MAX_VERSIONS = 10_000;
  /** The store keeps nanoseconds since 1970 in 64 bits. */
  private static final Instant EARLIEST = Instant.ofEpochSecond(0, Long.MIN_VALUE);
  private static final Instant LATEST = Instant.ofEpochSecond(0, Long.MAX_VALUE);

  private final Checks checks;
  private final SecretStore store;
  private final Predicate<SecretBytes> adoptKey;

  /**
   * @param adoptKey takes SPIKE's key for the cipher service; false when it was there already
   */
  SpikeImport(Checks checks, SecretStore store, Predicate<SecretBytes> adoptKey) {
    this.checks = checks;
    this.store = store;
    this.adoptKey = adoptKey;
  }

  Reply take(Call call) {
    return checks.answer(call, new Checks.Steps<>(ImportSpike::parse, batch -> {}, batch -> {
      try (batch) {
        return Reply.ok(take(call, batch).toJson());
      }
    }));
  }

  private ImportSpike.Answer take(Call call, ImportSpike batch) {
    if (batch.secrets().size() > ImportSpike.MAX_SECRETS) {
      throw new SpikeException(ErrorCode.BAD_REQUEST, "a batch has at most "
          + ImportSpike.MAX_SECRETS + " secrets, not " + batch.secrets().size());
    }
    boolean added =
        !batch.dryRun() && batch.cipherKey().isPresent() && adoptKey.test(batch.cipherKey().get());
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    for (ImportSpike.Secret secret : batch.secrets()) {
      outcomes.add(isAcceptable(secret)
          ? take(secret, batch.dryRun(), AuditDraft.partOf(call, secret.path()))
          : CompletableFuture.completedFuture(Outcome.REFUSED));
    }
    return new ImportSpike.Answer(added, outcomes.stream().map(Waiting::forResult).toList());
  }

  private CompletableFuture<Outcome> take(ImportSpike.Secret secret, boolean dryRun,
      AuditDraft draft) {
    SecretHistory history = history(secret);
    Optional<SecretHistory> present = store.history(secret.path());
    if (present.isPresent()) {
      return CompletableFuture.completedFuture(
          present.get().equals(history) && sameValues(secret)
              ? Outcome.IDENTICAL
              : Outcome.DIFFERENT);
    }
    if (dryRun) {
      return CompletableFuture.completedFuture(Outcome.IMPORTED);
    }
    SortedMap<Integer, byte[]> values = new TreeMap<>();
    secret.versions().forEach((number, version) -> values.put(number, version.valuesJson()));
    return store.update(secret.path(), SecretUpdate.adopt(history, values), draft)
        .thenApply(adopted -> adopted ? Outcome.IMPORTED : Outcome.DIFFERENT);
  }

  /** Whether every version that can be read holds what was sent; a deleted one cannot be read. */
  private boolean sameValues(ImportSpike.Secret secret) {
    for (Map.Entry<Integer, ImportSpike.Version> version : secret.versions().entrySet()) {
      if (version.getValue().deleted().isEmpty()) {
        Optional<StoredVersion> stored = store.read(secret.path(), version.getKey());
        if (stored.isEmpty()
            || !Arrays.equals(stored.get().value(), version.getValue().valuesJson())) {
          return false;
        }
      }
    }
    return true;
  }

  private static SecretHistory history(ImportSpike.Secret secret) {
    SortedMap<Integer, VersionInfo> versions = new TreeMap<>();
    secret.versions().forEach((number, version) -> versions.put(number,
        new VersionInfo(version.created(), version.deleted())));
    return new SecretHistory(secret.highestEver(), secret.maxVersions(), secret.created(),
        secret.updated(), versions);
  }

  private static boolean isAcceptable(ImportSpike.Secret secret) {
    SortedMap<Integer, ImportSpike.Version> versions = secret.versions();
    return Validation.isPath(secret.path()) && !versions.isEmpty()
        && versions.size() <= MAX_VERSIONS && versions.firstKey() >= 1
        && versions.lastKey() <= secret.highestEver()
        && secret.highestEver() < Integer.MAX_VALUE
        && secret.maxVersions() >= 1 && secret.maxVersions() <= MAX_VERSIONS
        && isTime(secret.created()) && isTime(secret.updated())
        && versions.values().stream().allMatch(SpikeImport::isAcceptable);
  }

  private static boolean isAcceptable(ImportSpike.Version version) {
    return isTime(version.created()) && version.deleted().map(SpikeImport::isTime).orElse(true)
        && version.values().map(pairs -> pairs.keySet().stream().allMatch(Validation::isName))
            .orElse(true);
  }

  private static boolean isTime(Instant time) {
    return !time.isBefore(EARLIEST) && !time.isAfter(LATEST);
  }
}
