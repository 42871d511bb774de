// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.store.SealedStore;
import ist.spike.store.StoreReport;
import ist.spike.wire.AskWalk;
import ist.spike.wire.Call;
import ist.spike.wire.Reply;
import ist.spike.wire.StoreCheckReport;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** Walks through the whole store on request, in the background. */
final class StoreCheck {

  private final Checks checks;
  private final SealedStore store;
  private final BackgroundWalk<StoreCheckReport> walk;

  StoreCheck(Checks checks, SealedStore store) {
    this.checks = checks;
    this.store = store;
    this.walk = new BackgroundWalk<>(new BackgroundWalk.Terms<>("store-check",
        StoreCheckReport::running, this::walk, StoreCheck::failed));
  }

  Reply check(Call call) {
    return checks.answer(call, new Checks.Steps<>(AskWalk::parse, request -> {},
        request -> Reply.ok(walk.ask(request.start()).toJson())));
  }

  private StoreCheckReport walk(LongConsumer progress, BackgroundWalk.Stopwatch stopwatch) {
    StoreReport report = store.check(progress::accept);
    Map<String, Long> rows = report.contents().rows();
    return new StoreCheckReport(false, report.rows(), rows.getOrDefault("secret_meta", 0L),
        rows.getOrDefault("secret_version", 0L), report.changeNumber(), stopwatch.millis(),
        report.problems());
  }

  private static StoreCheckReport failed(long millis, String problem) {
    return new StoreCheckReport(false, 0, 0, 0, 0, millis, List.of(problem));
  }
}
