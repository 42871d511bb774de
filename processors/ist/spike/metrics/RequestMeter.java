// SPDX-License-Identifier: Apache-2.0
package ist.spike.metrics;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts answers by operation and status, and how long they took by operation. Operations and
 * statuses are those of our own tables, which bounds both. Thread safe.
 */
public final class RequestMeter {

  private static final double MICROS_PER_SECOND = 1e6;
  private static final double[] BOUNDS_SECONDS = {0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10};

  private final Map<Series, LongAdder> answers = new ConcurrentHashMap<>();
  private final Map<String, Latency> latencies = new ConcurrentHashMap<>();

  private record Series(String operation, int status) {
    private static final Comparator<Series> ORDER =
        Comparator.comparing(Series::operation).thenComparingInt(Series::status);
  }

  /** How many answers of an operation took how long; the last bucket has no bound. */
  private static final class Latency {
    private final LongAdder[] buckets = new LongAdder[BOUNDS_SECONDS.length + 1];
    private final LongAdder micros = new LongAdder();

    Latency() {
      for (int i = 0; i < buckets.length; i++) {
        buckets[i] = new LongAdder();
      }
    }

    void add(long took) {
      int bucket = 0;
      while (bucket < BOUNDS_SECONDS.length
          && took > BOUNDS_SECONDS[bucket] * MICROS_PER_SECOND) {
        bucket++;
      }
      buckets[bucket].increment();
      micros.add(took);
    }

    void writeTo(MetricsText text, String operation) {
      long upToHere = 0;
      for (int i = 0; i < buckets.length; i++) {
        upToHere += buckets[i].sum();
        String bound = i < BOUNDS_SECONDS.length ? Double.toString(BOUNDS_SECONDS[i]) : "+Inf";
        text.part("_bucket", upToHere, "operation", operation, "le", bound);
      }
      text.part("_sum", micros.sum() / MICROS_PER_SECOND, "operation", operation);
      text.part("_count", upToHere, "operation", operation);
    }
  }

  /**
   * Counts an answer.
   *
   * @param operation its name in the table of operations; {@code none} for what is in no table
   * @param micros from the head of the request to the answer, or to the first byte of a long one
   */
  public void count(String operation, int status, long micros) {
    answers.computeIfAbsent(new Series(operation, status), _ -> new LongAdder()).increment();
    latencies.computeIfAbsent(operation, _ -> new Latency()).add(micros);
  }

  /** Writes both families. */
  public void writeTo(MetricsText text) {
    text.counter("spike_requests_total", "Answers by operation and HTTP status.");
    Map<Series, LongAdder> sorted = new TreeMap<>(Series.ORDER);
    sorted.putAll(answers);
    sorted.forEach((series, count) -> text.sample(count.sum(), "operation", series.operation(),
        "status", Integer.toString(series.status())));
    text.histogram("spike_request_seconds", "From a request's head to its answer.");
    new TreeMap<>(latencies).forEach((operation, latency) -> latency.writeTo(text, operation));
  }
}
