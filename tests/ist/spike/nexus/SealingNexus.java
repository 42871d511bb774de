// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.config.Settings;
import ist.spike.crypto.RootKey;
import ist.spike.kit.ProgramSettings;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.shard.ShareSetId;
import ist.spike.store.SqliteStore;
import ist.spike.store.StoreSettings;
import ist.spike.wire.Call;
import ist.spike.wire.Operation;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The cipher service in front of a real store that has its key. */
final class SealingNexus implements AutoCloseable {

  static final String STREAM = "application/octet-stream";
  static final String JSON = "application/json";
  private static final String SUPERUSER = "spiffe://spike.ist/spike/pilot/role/superuser";
  static final int MAX = 65_536;

  final KeyHolder keys = new KeyHolder();
  final UnsealedCipher cipher;
  final CipherCalls calls;
  final Checks checks;
  SqliteStore store;
  private final StoreSettings settings;

  SealingNexus(Path home) {
    settings = new StoreSettings(home.resolve("data"), false);
    store = SqliteStore.open(settings);
    RootKey root = RootKey.generate();
    List<Share> shares = Shamir.split(root.bytes(), 3, 2);
    ShareSet set = ShareSet.describe(root.keyId(), ShareSetId.random(), 2, shares);
    Waiting.forResult(store.nominate(set));
    Waiting.forResult(store.finish(root));
    keys.hold(root, set, shares.subList(0, 2));
    cipher = new UnsealedCipher(keys, store, 1);
    checks = new Checks(new Authorizer(
        ProgramSettings.roles(Settings.load("nexus", List.of(), Map.of()))));
    calls = new CipherCalls(checks, cipher, MAX);
  }

  /** What a new process finds, once it has the key. */
  void reopen() {
    store.close();
    store = SqliteStore.open(settings);
    keys.withKey(root -> {
      store.unseal(root);
      return true;
    });
  }

  /** By the superuser. */
  static Call call(Operation operation, String type, byte[] body) {
    return new Call(operation, Optional.of(SpiffeId.parse(SUPERUSER)), body, type);
  }

  static byte[] filled(int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) 0xfe);
    return bytes;
  }

  @Override
  public void close() {
    store.close();
    keys.close();
  }
}
