// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Lets one flow at a time work on backups, or one drill run. One process at most has the store open, so no lease is
 * needed; a store that several processes share will lend one.
 */
final class BackupGate {

  private final Semaphore free = new Semaphore(1);
  private final String refusal;
  private final Runnable afterwards;

  /**
   * @param refusal what whoever comes while it is taken is told
   * @param afterwards cleans up, however the flow went, before the next one may begin
   */
  BackupGate(String refusal, Runnable afterwards) {
    this.refusal = refusal;
    this.afterwards = afterwards;
  }

  /** Takes the gate for as long as the exchange lives, waiting at most this long for it. */
  void enter(Exchange exchange, Duration patience) {
    try {
      if (!free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new SpikeException(ErrorCode.BUSY, refusal);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SpikeException(ErrorCode.BUSY, "nexus is stopping", e);
    }
    exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
      @Override
      public void onDone(Exchange done) {
        try {
          afterwards.run();
        } finally {
          free.release();
        }
      }
    });
  }

  boolean isFree() {
    return free.availablePermits() > 0;
  }
}
