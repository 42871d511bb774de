// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import ist.spike.bench.Row.Limit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link Parts} and {@link StoreParts}. */
final class PartRows {

  private static final TimeValue ITERATION = TimeValue.milliseconds(700);

  private static final String KEY = "The key is copied out of locked memory for each use and zeroed"
      + " after it, and the result gets an array of its own.";

  private final Map<String, Double> nanos = new TreeMap<>();

  private PartRows() {}

  static List<Row> measure(int iterations) throws RunnerException {
    PartRows parts = new PartRows();
    Collection<RunResult> results = new Runner(new OptionsBuilder()
        .include(Parts.class.getPackageName() + "\\..*Parts\\..*").forks(1)
        .warmupIterations(iterations)
        .warmupTime(ITERATION).measurementIterations(iterations).measurementTime(ITERATION)
        .jvmArgsAppend("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED")
        .verbosity(VerboseMode.SILENT).build()).run();
    for (RunResult result : results) {
      String name = result.getParams().getBenchmark();
      parts.nanos.put(name.substring(name.lastIndexOf('.') + 1),
          result.getPrimaryResult().getStatistics().getPercentile(50));
    }
    return parts.rows();
  }

  private List<Row> rows() {
    return List.of(
        Row.atMost("seal 1 KB", figure("ourSeal"), limit("bareSeal"), 1.2).because(KEY),
        Row.atMost("open 1 KB", figure("ourOpen"), limit("bareOpen"), 1.2).because(KEY),
        Row.atMost("Shamir 2 of 3: split", figure("split2of3"), new Figure(1, "us")),
        Row.atMost("Shamir 2 of 3: combine", figure("combine2of3"), new Figure(15, "us")),
        Row.atMost("Shamir 128 of 255: split", figure("split128of255"), new Figure(1_500, "us")),
        Row.atMost("Shamir 128 of 255: combine", figure("combine128of255"),
            new Figure(1_500, "us")),
        Row.shown("policy check among 10,000", figure("checkManyPolicies"),
            new Limit("among 10", figure("checkFewPolicies"))),
        Row.shown("store alone: read, 1,000 secrets", figure("read")),
        Row.shown("store alone: durable put, one after the other", figure("put")));
  }

  private Limit limit(String name) {
    return new Limit("SunJCE, one Cipher", figure(name));
  }

  private Figure figure(String name) {
    return new Figure(nanos.getOrDefault(name, Double.NaN) / 1e3, "us");
  }
}
