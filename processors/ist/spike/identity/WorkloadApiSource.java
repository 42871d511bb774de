// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import io.spiffe.exception.SocketEndpointAddressException;
import io.spiffe.workloadapi.DefaultWorkloadApiClient;
import io.spiffe.workloadapi.DefaultWorkloadApiClient.ClientOptions;
import io.spiffe.workloadapi.Watcher;
import io.spiffe.workloadapi.WorkloadApiClient;
import io.spiffe.workloadapi.X509Context;
import io.spiffe.workloadapi.retry.ExponentialBackoffPolicy;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the SPIFFE Workload API: the first SVID it names is ours, bundles of all trust domains it
 * delivers are trusted for their own domain.
 *
 * <p>java-spiffe ends a watch for good when the agent closes the stream in order, and keeps the last
 * SVID past its end. So a watchdog looks at the clock: once two thirds of the lifetime are over
 * without an update, the watch is opened anew, again and again until an update comes. Until then the
 * last SVID stays; peers refuse it when it has expired.
 */
public final class WorkloadApiSource implements SvidSource {

  private static final Logger LOG = LoggerFactory.getLogger(WorkloadApiSource.class);
  private static final Duration WATCHDOG_INTERVAL = Duration.ofSeconds(1);
  private static final Duration REOPEN_INTERVAL = Duration.ofSeconds(10);
  private static final Duration RETRY_FIRST = Duration.ofMillis(500);
  private static final Duration RETRY_LONGEST = Duration.ofSeconds(5);
  private static final int RETRY_FACTOR = 2;

  private final String address;
  private final CountDownLatch first = new CountDownLatch(1);
  private final AtomicReference<@Nullable WorkloadUpdate> latest = new AtomicReference<>();
  private final AtomicReference<String> lastError = new AtomicReference<>("no answer");
  private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(
      Thread.ofPlatform().daemon().name("svid-watchdog").factory());
  private Watch watch;
  private Instant opened;

  /**
   * One client and the threads that its libraries work on.
   *
   * @param threads end first: what the end of the stream would set off must not begin
   */
  private record Watch(WorkloadApiClient client, WatchThreads threads) {

    void close() {
      threads.shutdown();
      try {
        client.close();
      } catch (IOException e) {
        LOG.debug("closing the Workload API failed", e);
      }
    }
  }

  private WorkloadApiSource(String address) {
    this.address = address;
    this.watch = connect();
    this.opened = Instant.now();
  }

  /**
   * Connects and waits for the first SVID.
   *
   * @param address of the Workload API, such as {@code unix:///tmp/spire-agent/public/api.sock} or
   *     {@code tcp://127.0.0.1:8000}
   * @param timeout for the first SVID
   * @throws SpikeException when none came in time, naming the address and what to check
   */
  public static WorkloadApiSource open(String address, Duration timeout) {
    WorkloadApiSource source = new WorkloadApiSource(address);
    try {
      source.start(timeout);
      return source;
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  @Override
  public Svid current() {
    return update().svid();
  }

  @Override
  public Set<X509Certificate> authorities(String trustDomain) {
    return update().anchors().getOrDefault(trustDomain, Set.of());
  }

  @Override
  public long generation() {
    return update().generation();
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
    synchronized (this) {
      watch.close();
    }
  }

  private void start(Duration timeout) {
    follow(watch);
    try {
      if (!first.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw NoIdentity.after(address, timeout, lastError.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw NoIdentity.interrupted(e);
    }
    var _ =
        watchdog.scheduleWithFixedDelay(this::checkAge, WATCHDOG_INTERVAL.toMillis(),
            WATCHDOG_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** An exception would end the schedule, so it is reported here and the next look tries again. */
  private void checkAge() {
    try {
      reopenWhenOverdue();
    } catch (RuntimeException e) {
      LOG.error("watching the age of our SVID failed: address={}", address, e);
    }
  }

  private synchronized void reopenWhenOverdue() {
    Instant now = Instant.now();
    WorkloadUpdate last = update();
    if (now.isBefore(last.overdue()) || now.isBefore(opened.plus(REOPEN_INTERVAL))) {
      return;
    }
    LOG.warn("no new SVID in time, opening the Workload API again: address={} until={} error={}",
        address, last.svid().notAfter(), lastError.get());
    Watch old = watch;
    opened = now;
    watch = connect();
    follow(watch);
    old.close();
  }

  private Watch connect() {
    WatchThreads threads = new WatchThreads();
    ExponentialBackoffPolicy retry = ExponentialBackoffPolicy.builder().initialDelay(RETRY_FIRST)
        .maxDelay(RETRY_LONGEST).backoffMultiplier(RETRY_FACTOR)
        .maxRetries(ExponentialBackoffPolicy.UNLIMITED_RETRIES).build();
    ClientOptions options = ClientOptions.builder().spiffeSocketPath(address)
        .exponentialBackoffPolicy(retry)
        // The client's own keep a process alive for a minute after close.
        .executorService(threads)
        .build();
    try {
      return new Watch(DefaultWorkloadApiClient.newClient(options), threads);
    } catch (SocketEndpointAddressException | IllegalArgumentException e) {
      throw NoIdentity.badAddress(address, e);
    }
  }

  private void follow(Watch next) {
    next.client().watchX509Context(new Watcher<X509Context>() {

      @Override
      public void onUpdate(X509Context update) {
        latest.updateAndGet(last -> WorkloadUpdate.of(update,
            last == null ? 1 : last.generation() + 1, Instant.now()));
        first.countDown();
      }

      @Override
      public void onError(Throwable failure) {
        lastError.set(String.valueOf(failure.getMessage()));
      }
    });
  }

  private WorkloadUpdate update() {
    return Objects.requireNonNull(latest.get(), "open() returns after the first update");
  }
}
