// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreReadersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir
  Path directory;

  private final CountDownLatch release = new CountDownLatch(1);

  @Test
  void isAnyIdle_allConnectionsInUse_saysThatAReadWouldWait() throws Exception {
    try (StoreFixture fixture = StoreFixture.unsealed(directory);
        StoreReaders readers = new StoreReaders(fixture.file(), () -> 1);
        ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      // Given
      boolean before = readers.isAnyIdle();
      List<Future<Boolean>> slow = new ArrayList<>();

      // When
      while (readers.isAnyIdle()) {
        slow.add(occupy(readers, pool));
      }
      release.countDown();

      // Then
      assertThat(before).isTrue();
      assertThat(slow).hasSizeGreaterThanOrEqualTo(2);
      for (Future<Boolean> each : slow) {
        assertThat(each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      }
      assertThat(readers.isAnyIdle()).isTrue();
    }
  }

  @Test
  void read_whileClosingWaitsForASlowReader_isNotReadyAtOnce() throws Exception {
    try (StoreFixture fixture = StoreFixture.unsealed(directory);
        ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      // Given
      StoreReaders readers = new StoreReaders(fixture.file(), () -> 1);
      while (readers.isAnyIdle()) {
        var _ = occupy(readers, pool);
      }
      Future<?> closing = pool.submit(readers::close);
      // Closed counts as idle: what is refused waits for nobody.
      await().atMost(PATIENCE).until(readers::isAnyIdle);

      // Then: who had waited for a connection would say that none became idle
      assertThatThrownBy(() -> readers.read(database -> true)).hasMessage("the store is closed")
          .extracting(e -> ((SpikeException) e).code()).isEqualTo(ErrorCode.NOT_READY);
      assertThat(closing.isDone()).isFalse();
      release.countDown();
      closing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Test
  void close_readThatDoesNotEnd_isBusyAndReadersMayComeAgain() throws Exception {
    try (StoreFixture fixture = StoreFixture.unsealed(directory);
        StoreReaders readers = new StoreReaders(fixture.file(), () -> 1);
        ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      // Given
      Future<Boolean> slow = occupy(readers, pool);

      // When
      assertThatThrownBy(() -> readers.closeWithin(Duration.ofMillis(100)))
          .hasMessage("no connection to the store became free within 0 seconds");

      // Then
      assertThat(readers.read(StoreRows::holdsRows)).isTrue();
      release.countDown();
      assertThat(slow.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      readers.closeWithin(PATIENCE);
      assertThatThrownBy(() -> readers.read(StoreRows::holdsRows))
          .hasMessage("the store is closed");
    }
  }

  /** Has one connection used until the release, and returns when it is. */
  private Future<Boolean> occupy(StoreReaders readers, ExecutorService pool) {
    CountDownLatch reading = new CountDownLatch(1);
    Future<Boolean> slow = pool.submit(() -> readers.read(database -> {
      reading.countDown();
      return waitFor(release);
    }));
    assertThat(waitFor(reading)).isTrue();
    return slow;
  }

  private static boolean waitFor(CountDownLatch latch) {
    try {
      return latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
