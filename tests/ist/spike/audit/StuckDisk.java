// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A disk that, once it is told to, makes nothing durable before it is let go on, flush by flush. */
final class StuckDisk implements AuditDisk {

  private static final int PATIENCE_SECONDS = 60;

  private final Semaphore arrived = new Semaphore(0);
  private final Semaphore allowed = new Semaphore(0);
  private volatile boolean stuck;

  @Override
  public void force(FileChannel channel) throws IOException {
    if (stuck) {
      arrived.release();
      acquire(allowed);
    }
    AuditDisk.REAL.force(channel);
  }

  void getStuck() {
    stuck = true;
  }

  void getWell() {
    stuck = false;
  }

  /** Until somebody waits for the disk. */
  void awaitFlush() {
    acquire(arrived);
  }

  /** Lets whoever waits go on to the next flush. */
  void goOn() {
    allowed.release();
  }

  private static void acquire(Semaphore semaphore) {
    try {
      if (!semaphore.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("nothing happened for " + PATIENCE_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
