// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import ist.spike.bench.Load.Connections;
import ist.spike.bench.Load.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;

/** One of several loads that are measured in turn, so that what disturbs one disturbs all. */
final class Contest {

  private static final Duration SETTLE = Duration.ofMillis(300);
  private static final Duration ROUND = Duration.ofSeconds(2);

  private final Target target;
  private final int clients;
  private final Connections connections;
  private final IntFunction<Load.Request> requests;
  private final List<Seen> rounds = new ArrayList<>();

  Contest(Target target, int clients, Connections connections,
      IntFunction<Load.Request> requests) {
    this.target = target;
    this.clients = clients;
    this.connections = connections;
    this.requests = requests;
  }

  /** Warms each of them up, and then lets each run once a round. */
  static void interleave(int rounds, Duration warmUp, List<Contest> all) throws Exception {
    for (Contest one : all) {
      var _ = Load.run(one.load(), warmUp, SETTLE);
    }
    for (int round = 0; round < rounds; round++) {
      for (Contest one : all) {
        one.rounds.add(Load.run(one.load(), SETTLE, ROUND));
      }
    }
  }

  Figure cpu() {
    return new Figure(median(Seen::cpuMicros), "us");
  }

  Figure latency(double quantile) {
    return new Figure(median(seen -> seen.latency(quantile).value()), "us");
  }

  Figure rate() {
    return new Figure(median(seen -> seen.rate().value()), "/s");
  }

  private double median(ToDoubleFunction<Seen> of) {
    return Quantiles.median(rounds.stream().map(of::applyAsDouble).toList());
  }

  private Load load() {
    return new Load(target, clients, connections, requests);
  }
}
