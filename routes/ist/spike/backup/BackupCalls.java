// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.wire.BackupReport;
import ist.spike.wire.Call;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Reply;
import ist.spike.wire.SpikeException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/** Lets backup requests in, one run at a time, and tells how they went. */
public final class BackupCalls {

  private final Consumer<Call> authorise;
  private final BackupSteps steps;
  private final InstantSource clock;
  private final Semaphore running = new Semaphore(1);

  /**
   * @param authorise refuses callers that may not run a backup
   */
  public BackupCalls(Consumer<Call> authorise, BackupSteps steps, InstantSource clock) {
    this.authorise = authorise;
    this.steps = steps;
    this.clock = clock;
  }

  /** Starts a run, which ends with the exchange however it goes; busy while another one runs. */
  void admit(Exchange exchange) {
    authorise.accept(Objects.requireNonNull(exchange.getMessage().getBody(Call.class)));
    if (!running.tryAcquire()) {
      throw new SpikeException(ErrorCode.BUSY, "a backup is running; try again when it is done");
    }
    exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
      @Override
      public void onDone(Exchange done) {
        running.release();
      }
    });
    exchange.getMessage().setBody(steps.begin());
  }

  Reply report(BackupJob job) {
    BackupJob.Progress done = job.progress();
    return Reply.ok(new BackupReport(done.id(), done.file().toString(), done.bytes(), done.rows(),
        done.changeNumber(), done.level(), Duration.between(job.started(), clock.instant())
            .toMillis())
        .toJson());
  }
}
