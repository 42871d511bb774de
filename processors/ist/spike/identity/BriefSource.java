// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Set;

/**
 * The identity of a process that lives for one command: one call to the Workload API instead of
 * {@link WorkloadApiSource}'s watch, and another one when a long command has outlived two thirds of
 * its SVID. An agent that hangs then costs a moment now and then, for until its end the SVID is good.
 * What it brings is used like every other identity: {@link SvidVerifier} decides whom to
 * trust.
 */
public final class BriefSource implements SvidSource {

  private static final Duration RETRY_FIRST = Duration.ofMillis(100);
  private static final Duration RETRY_LONGEST = Duration.ofSeconds(1);

  /** While the SVID is good, nobody waits longer for the next one, nor asks for it more often. */
  private static final Duration RENEWAL_PATIENCE = Duration.ofSeconds(1);
  private static final Duration RENEWAL_PAUSE = Duration.ofSeconds(10);

  private final String address;
  private final SocketAddress socket;
  private final Duration timeout;
  private final InstantSource clock;
  private WorkloadUpdate update;
  private Instant notBefore = Instant.MIN;

  private BriefSource(String address, Duration timeout, InstantSource clock) {
    this.address = address;
    this.socket = WorkloadAddress.parse(address);
    this.timeout = timeout;
    this.clock = clock;
    this.update = await();
  }

  /**
   * Takes our SVID from the Workload API.
   *
   * @param address of the Workload API, such as {@code unix:///tmp/spire-agent/public/api.sock} or
   *     {@code tcp://127.0.0.1:8000}
   * @param timeout for an SVID
   * @throws SpikeException when none came in time, naming the address and what to check
   */
  public static BriefSource open(String address, Duration timeout) {
    return open(address, timeout, InstantSource.system());
  }

  /** The same by this clock. */
  public static BriefSource open(String address, Duration timeout, InstantSource clock) {
    return new BriefSource(address, timeout, clock);
  }

  @Override
  public Svid current() {
    return latest().svid();
  }

  @Override
  public Set<X509Certificate> authorities(String trustDomain) {
    return latest().anchors().getOrDefault(trustDomain, Set.of());
  }

  @Override
  public long generation() {
    return latest().generation();
  }

  @Override
  public void close() {}

  private synchronized WorkloadUpdate latest() {
    Instant now = clock.instant();
    if (hasEnded(now)) {
      renew(timeout);
    } else if (!now.isBefore(update.overdue()) && !now.isBefore(notBefore)) {
      renew(timeout.compareTo(RENEWAL_PATIENCE) < 0 ? timeout : RENEWAL_PATIENCE);
    }
    return update;
  }

  private boolean hasEnded(Instant now) {
    return !now.isBefore(update.svid().notAfter());
  }

  private void renew(Duration patience) {
    try {
      update = fetch(patience, update.generation() + 1);
    } catch (IOException e) {
      Instant now = clock.instant();
      notBefore = now.plus(RENEWAL_PAUSE);
      // Until its end the one we have is good, and a later use asks again.
      if (hasEnded(now)) {
        throw new SpikeException(ErrorCode.NO_IDENTITY, "our SVID ended at "
            + update.svid().notAfter() + ", and " + address + " brings no new one ("
            + e.getMessage() + "); check that the SPIRE agent runs", e);
      }
    }
  }

  /** Asks until there is an answer: an agent may be starting, and entries take a while to arrive. */
  private WorkloadUpdate await() {
    long endNanos = System.nanoTime() + timeout.toNanos();
    Duration pause = RETRY_FIRST;
    while (true) {
      Duration left = Duration.ofNanos(endNanos - System.nanoTime());
      try {
        return fetch(left, 1);
      } catch (IOException e) {
        if (System.nanoTime() + pause.toNanos() >= endNanos) {
          throw NoIdentity.after(address, timeout, e.getMessage());
        }
      }
      sleep(pause);
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(RETRY_LONGEST) > 0 ? RETRY_LONGEST : pause;
    }
  }

  private WorkloadUpdate fetch(Duration patience, long generation) throws IOException {
    byte[] message = WorkloadApiCall.fetch(socket, patience);
    try {
      return SvidResponse.parse(message, generation, clock.instant());
    } finally {
      Arrays.fill(message, (byte) 0);
    }
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw NoIdentity.interrupted(e);
    }
  }
}
