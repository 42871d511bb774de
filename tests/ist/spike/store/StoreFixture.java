// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import ist.spike.crypto.RootKey;
import ist.spike.policy.Policy;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.shard.ShareSetId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A store with its root key in a directory of the test, and a hand that tampers with its file. */
final class StoreFixture implements AutoCloseable {

  private static final int MAX_WAIT_SECONDS = 20;

  private final StoreSettings settings;
  private final StoreTuning tuning;
  final RootKey key;
  SqliteStore store;

  private StoreFixture(Path directory, StoreTuning tuning, RootKey key) {
    this.key = key;
    this.settings = new StoreSettings(directory.resolve("data"), false);
    this.tuning = tuning;
    this.store = SqliteStore.open(settings, tuning);
  }

  static StoreFixture brandNew(Path directory) {
    return new StoreFixture(directory, StoreTuning.STANDARD, RootKey.generate());
  }

  static StoreFixture unsealed(Path directory) {
    return unsealed(directory, StoreTuning.STANDARD);
  }

  static StoreFixture unsealed(Path directory, StoreTuning tuning) {
    return ceremony(new StoreFixture(directory, tuning, RootKey.generate()));
  }

  /** Another store with this one's root key. */
  StoreFixture sibling(Path directory) {
    return ceremony(new StoreFixture(directory, tuning, RootKey.of(key.bytes().copy())));
  }

  private static StoreFixture ceremony(StoreFixture fixture) {
    result(fixture.store.nominate(shareSet(fixture.key)));
    result(fixture.store.finish(fixture.key));
    return fixture;
  }

  static ShareSet shareSet(RootKey key) {
    List<Share> shares = Shamir.split(key.bytes(), 3, 2);
    return ShareSet.describe(key.keyId(), ShareSetId.random(), 2, shares);
  }

  StoreSettings settings() {
    return settings;
  }

  Path file() {
    return settings.file();
  }

  int put(String path, String value) {
    return result(putLater(path, value));
  }

  CompletableFuture<Integer> putLater(String path, String value) {
    return store.update(path, SecretUpdate.put(value.getBytes(UTF_8), OptionalInt.empty(), 3,
        InstantSource.system()));
  }

  String get(String path, int version) {
    return new String(store.read(path, version).orElseThrow().value(), UTF_8);
  }

  /** Closes the store, changes its file with SQL, and opens and unseals it again. */
  void tamper(String sql) throws SQLException {
    store.close();
    sql(sql);
    reopen();
  }

  void sql(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  byte[] cell(String path, int version) throws SQLException {
    try (Database database = Database.forReading(file())) {
      return database.one("SELECT sealed FROM secret_version WHERE path = ? AND version = ?",
          row -> row.getBytes(1), path, version).orElseThrow();
    }
  }

  /** A cell that opens in the policy row of this id, sealed by the store's own key. */
  byte[] sealPolicy(byte[] id, Policy policy) throws SQLException {
    try (Database database = Database.forReading(file());
        DataKeys keys = StoreRows.unseal(database, key).requireKeys()) {
      keys.sealing().forEach(each -> each.reservedTo(each.reserved() + 1));
      return keys.seal(RowAddress.policy(id), PolicyCodec.encode(policy));
    }
  }

  void reopen() {
    store = SqliteStore.open(settings, tuning);
    store.unseal(key);
  }

  static <T> T result(CompletableFuture<T> future) {
    try {
      return future.get(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new AssertionError(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    store.close();
    key.close();
  }
}
