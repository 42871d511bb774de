// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.audit.AuditDraft;
import ist.spike.store.SecretStore;
import ist.spike.store.SecretUpdate;
import ist.spike.store.StoreSnapshot;
import ist.spike.store.StoredVersion;
import ist.spike.wire.Call;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.PutSecret;
import ist.spike.wire.RestoreSecret;
import ist.spike.wire.RestoredSecrets.Item;
import ist.spike.wire.RestoredSecrets.Keys;
import ist.spike.wire.SpikeException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;

/** Writes secrets as they are in a snapshot, each as a new version of its own. */
final class SecretRestore {

  /** What one answer can tell; whoever wants more restores the whole store. */
  static final int MAX_SECRETS = 1_000;

  private static final byte[] NO_VALUES = "null".getBytes(StandardCharsets.US_ASCII);

  private final SecretStore store;
  private final StoreSnapshot snapshot;
  private final InstantSource clock;
  private final List<Item> different = new ArrayList<>();
  private long same;

  SecretRestore(SecretStore store, StoreSnapshot snapshot, InstantSource clock) {
    this.store = store;
    this.snapshot = snapshot;
    this.clock = clock;
  }

  /** Compares, and unless it is a dry run writes what differs. */
  void run(Call call, RestoreSecret request) {
    for (String path : paths(request)) {
      Optional<StoredVersion> backup = snapshot.current(path);
      if (backup.isPresent()) {
        restore(call, path, backup.get(), request.dryRun());
      }
    }
    if (same + different.size() == 0) {
      throw new SpikeException(ErrorCode.NOT_FOUND, "the backup has no secret "
          + (request.isSubtree() ? "below " : "") + request.path());
    }
  }

  /** How many secrets are the same in both. */
  long same() {
    return same;
  }

  /** The others, and what became of them. */
  List<Item> different() {
    return different;
  }

  private List<String> paths(RestoreSecret request) {
    if (!request.isSubtree()) {
      return List.of(request.path());
    }
    List<String> paths = snapshot.paths(request.path(), MAX_SECRETS + 1);
    if (paths.size() > MAX_SECRETS) {
      throw new SpikeException(ErrorCode.BAD_REQUEST, "there are more than " + MAX_SECRETS
          + " secrets below " + request.path() + "; name a smaller part, or restore the store");
    }
    return paths;
  }

  private void restore(Call call, String path, StoredVersion backup, boolean dryRun) {
    Optional<StoredVersion> live = store.read(path, 0);
    if (live.isPresent() && Arrays.equals(live.get().value(), backup.value())) {
      same++;
      return;
    }
    Item item = new Item(path, backup.version(), live.map(StoredVersion::version).orElse(0), 0,
        "", Keys.between(live.map(found -> values(found.value())).orElseGet(TreeMap::new),
            values(backup.value())));
    different.add(dryRun ? item : written(call, item, backup));
  }

  /** Somebody may have written it since it was compared; then his version stays. */
  private Item written(Call call, Item item, StoredVersion backup) {
    try {
      return item.written(store.update(item.path(),
          SecretUpdate.put(backup.value(), OptionalInt.of(item.liveVersion()),
              backup.history().maxVersions(), clock),
          AuditDraft.partOf(call, item.path())).join());
    } catch (CompletionException e) {
      if (e.getCause() instanceof SpikeException refused) {
        return item.failed(refused.sentence());
      }
      throw e;
    }
  }

  private static SortedMap<String, String> values(byte[] json) {
    return Arrays.equals(json, NO_VALUES) ? new TreeMap<>() : PutSecret.parseValues(json);
  }
}
