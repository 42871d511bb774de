// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.store.SealedStore;
import ist.spike.store.StoreReport;
import ist.spike.wire.Call;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Reply;
import ist.spike.wire.SpikeException;
import ist.spike.wire.StoreCheckReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Walks through the whole store on request, one walk at a time and beside everything else, and tells
 * how far it is: a large store takes longer than any request should.
 */
final class StoreCheck {

  private static final long NANOS_PER_MILLI = Duration.ofMillis(1).toNanos();

  private final Checks checks;
  private final SealedStore store;
  private final AtomicReference<Optional<StoreCheckReport>> latest =
      new AtomicReference<>(Optional.empty());

  StoreCheck(Checks checks, SealedStore store) {
    this.checks = checks;
    this.store = store;
  }

  Reply check(Call call) {
    return checks.answer(call,
        new Checks.Steps<>(StoreCheckReport::parseRequest, start -> {}, start -> {
          if (start) {
            start();
          }
          return Reply.ok(latest.get().orElseThrow(() -> new SpikeException(ErrorCode.NOT_FOUND,
              "no check was started since this Nexus runs")).toJson());
        }));
  }

  private synchronized void start() {
    if (latest.get().filter(StoreCheckReport::running).isEmpty()) {
      latest.set(Optional.of(StoreCheckReport.running(0)));
      // A platform thread, since SQLite would hold a virtual one's carrier.
      Thread.ofPlatform().name("store-check").daemon().start(this::walk);
    }
  }

  private void walk() {
    long begun = System.nanoTime();
    StoreCheckReport found;
    try {
      StoreReport report =
          store.check(rows -> latest.set(Optional.of(StoreCheckReport.running(rows))));
      Map<String, Long> rows = report.contents().rows();
      found = new StoreCheckReport(false, report.rows(),
          rows.getOrDefault("secret_meta", 0L), rows.getOrDefault("secret_version", 0L),
          report.changeNumber(), millisSince(begun), report.problems());
    } catch (SpikeException e) {
      found = failed(begun, e.sentence());
    } catch (RuntimeException | Error e) {
      // SECURITY: the message may quote what was read; only the type is told.
      found = failed(begun, "the check failed: " + e.getClass().getName());
    }
    latest.set(Optional.of(found));
  }

  private static StoreCheckReport failed(long begun, String problem) {
    return new StoreCheckReport(false, 0, 0, 0, 0, millisSince(begun), List.of(problem));
  }

  private static long millisSince(long begun) {
    return (System.nanoTime() - begun) / NANOS_PER_MILLI;
  }
}
