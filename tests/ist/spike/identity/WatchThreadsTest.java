// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class WatchThreadsTest {

  private static final long PATIENCE_SECONDS = 30;

  @Test
  void execute_runsOnADaemonThread() throws Exception {
    CompletableFuture<Boolean> daemon = new CompletableFuture<>();
    new WatchThreads().execute(() -> daemon.complete(Thread.currentThread().isDaemon()));
    assertThat(daemon.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void execute_afterShutdown_isDroppedAndNotRejected() {
    // Given
    WatchThreads threads = new WatchThreads();
    AtomicBoolean begun = new AtomicBoolean();
    threads.shutdown();

    // When
    threads.execute(() -> begun.set(true));

    // Then
    assertThat(threads.isShutdown()).isTrue();
    assertThat(begun).isFalse();
  }
}
