// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import ist.spike.archive.BackupVerifier;
import ist.spike.archive.Verification;
import ist.spike.crypto.RootKey;
import ist.spike.shard.ShareSet;
import ist.spike.store.ReplaceableSqliteStore;
import ist.spike.store.SecretUpdate;
import ist.spike.store.StoreReplacement;
import ist.spike.store.StoreSettings;
import ist.spike.store.StoreSnapshot;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.PutSecret;
import ist.spike.wire.SpikeException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The store of a drill: a backup brought to life in a directory of its own, under the drill's share
 * set, with a canary that no other store has.
 *
 * @param dev whether {@code spike dev} made the backup's store
 * @param samples some secrets as the backup has them, by their paths
 */
record ScratchStore(boolean dev, Map<String, SortedMap<String, String>> samples) {

  /** Where the canary is. */
  static final String CANARY = "spike/system/canary";
  /** What it says is when the drill began, under this name. */
  static final String CANARY_NAME = "drill";

  private static final int MAX_SAMPLES = 20;
  private static final int MAX_PATHS = 10_000;

  /**
   * Restores as a restore does: every check first, then new data keys, then into the store's place.
   *
   * @param key borrowed
   * @param set the drill's own, of the same key
   */
  static ScratchStore restore(InputStream backup, BackupVerifier.Expected expected, Path home,
      RootKey key, ShareSet set) {
    Path data = home.resolve("data");
    try (StoreReplacement target = StoreReplacement.begin(data)) {
      Verification found = BackupVerifier.unpack(backup, expected, key, target.file());
      if (!found.isSound()) {
        throw new SpikeException(ErrorCode.DAMAGED, "the backup does not verify: "
            + found.problem() + "; spike backup list shows others, spike backup run makes one");
      }
      ScratchStore store = new ScratchStore(found.manifest().orElseThrow().dev(),
          samples(target.file(), key));
      target.adopt(key, "drill", Optional.of(set));
      target.commit(Instant.now());
      return store;
    }
  }

  /** Leaves the canary in the store, which nobody else has open. */
  void putCanary(Path home, RootKey key, String value) {
    byte[] json = ("{\"" + CANARY_NAME + "\":\"" + value + "\"}").getBytes(UTF_8);
    try (ReplaceableSqliteStore store =
        ReplaceableSqliteStore.open(new StoreSettings(home.resolve("data"), dev))) {
      store.unseal(key);
      store.update(CANARY,
          SecretUpdate.put(json, OptionalInt.empty(), 1, InstantSource.system())).join();
    }
  }

  /** Evenly spread over all paths. */
  private static Map<String, SortedMap<String, String>> samples(Path file, RootKey key) {
    Map<String, SortedMap<String, String>> samples = new LinkedHashMap<>();
    try (StoreSnapshot snapshot = StoreSnapshot.open(file, key)) {
      List<String> paths = snapshot.paths("", MAX_PATHS);
      int step = Math.max(1, (paths.size() + MAX_SAMPLES - 1) / MAX_SAMPLES);
      for (int i = 0; i < paths.size(); i += step) {
        String path = paths.get(i);
        snapshot.current(path).filter(version -> !isEmpty(version.value())).ifPresent(
            version -> samples.put(path, new TreeMap<>(PutSecret.parseValues(version.value()))));
      }
    }
    return samples;
  }

  private static boolean isEmpty(byte[] json) {
    return Arrays.equals(json, "null".getBytes(UTF_8));
  }

  /** Without the values. */
  @Override
  public String toString() {
    return "ScratchStore[" + samples.keySet() + "]";
  }
}
