// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import ist.spike.crypto.RootKey;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.shard.ShareSetId;
import ist.spike.store.SecretUpdate;
import ist.spike.store.SqliteStore;
import ist.spike.store.StoreSettings;
import ist.spike.store.StoredVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The store alone, with a thousand secrets, measured by JMH. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class StoreParts {

  private static final int PATHS = 1_000;
  private static final int MAX_VERSIONS = 10;

  private final Path directory = temporary();
  private final SqliteStore store =
      SqliteStore.open(new StoreSettings(directory.resolve("data"), false));
  private int number;

  /** Gives the store a key and fills it. */
  @Setup
  public void fill() {
    try (RootKey key = RootKey.generate()) {
      List<Share> shares = Shamir.split(key.bytes(), 3, 2);
      store.nominate(ShareSet.describe(key.keyId(), ShareSetId.random(), 2, shares)).join();
      store.finish(key).join();
      shares.forEach(Share::close);
    }
    for (int i = 0; i < PATHS; i++) {
      put();
    }
  }

  /** Removes the store. */
  @TearDown
  public void remove() throws IOException {
    store.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Benchmark
  public Optional<StoredVersion> read() {
    return store.read(Api.path(number++, PATHS), 0);
  }

  @Benchmark
  public int put() {
    byte[] value = ("{\"password\":\"" + "v".repeat(64) + number + "\"}").getBytes(UTF_8);
    return store.update(Api.path(number++, PATHS), SecretUpdate.put(value, OptionalInt.empty(),
        MAX_VERSIONS, InstantSource.system())).join();
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory(Path.of("target"), "store-parts");
    } catch (IOException e) {
      throw new IllegalStateException("no place for a store", e);
    }
  }
}
