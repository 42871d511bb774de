// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import ist.spike.fakes.RawAnswer;
import ist.spike.fakes.RawHttps;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Clients that each send a request, wait for its answer, and send the next one. */
final class Load implements AutoCloseable {

  private static final int OK = 200;

  /** One request. */
  record Request(String target, String json) {}

  /** How clients behave. */
  enum Connections {
    KEPT,
    NEW_EACH_TIME
  }

  /**
   * What was seen while it was counted.
   *
   * @param begun seconds since 1970
   * @param micros latency of each request, as its client saw it
   * @param cpuMicros processor time of the server for one request
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Seen(double begun, double seconds, double[] micros, double cpuMicros) {

    Figure rate() {
      return new Figure(micros.length / seconds, "/s");
    }

    Figure cpu() {
      return new Figure(cpuMicros, "us");
    }

    Figure latency(double quantile) {
      return new Figure(Quantiles.of(quantile, micros), "us");
    }
  }

  private final Target target;
  private final Connections connections;
  private final IntFunction<Request> requests;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<double[]>> clients = new ArrayList<>();
  private volatile boolean counting;
  private volatile boolean stopping;

  /**
   * Starts at once.
   *
   * @param requests gives the request of each number; a client's numbers follow each other
   */
  Load(Target target, int clients, Connections connections, IntFunction<Request> requests) {
    this.target = target;
    this.connections = connections;
    this.requests = requests;
    int apart = Integer.MAX_VALUE / clients;
    for (int client = 0; client < clients; client++) {
      int first = client * apart;
      this.clients.add(threads.submit(() -> drive(first)));
    }
  }

  /** A whole run: warms up, counts, stops. */
  static Seen run(Load load, Duration warmUp, Duration counted) throws Exception {
    try (load) {
      Thread.sleep(warmUp);
      return load.count(counted);
    }
  }

  /** Counts for so long and stops. Fails when one of the requests did. */
  Seen count(Duration time) throws Exception {
    double cpuBefore = ProcessUse.cpuSeconds(target.pid());
    double begun = System.currentTimeMillis() / 1e3;
    long started = System.nanoTime();
    counting = true;
    Thread.sleep(time);
    counting = false;
    double seconds = (System.nanoTime() - started) / 1e9;
    double cpu = ProcessUse.cpuSeconds(target.pid()) - cpuBefore;
    double[] all = stop();
    return new Seen(begun, seconds, all, cpu * 1e6 / all.length);
  }

  private double[] stop() throws InterruptedException, ExecutionException {
    stopping = true;
    double[] all = {};
    for (Future<double[]> client : clients) {
      double[] mine = client.get();
      int before = all.length;
      all = Arrays.copyOf(all, before + mine.length);
      System.arraycopy(mine, 0, all, before, mine.length);
    }
    return all;
  }

  private double[] drive(int first) throws IOException {
    double[] micros = new double[1_024];
    int counted = 0;
    int number = first;
    RawHttps link = RawHttps.connect(target.client(), target.port());
    try {
      while (!stopping) {
        Request request = requests.apply(number++);
        long begun = System.nanoTime();
        if (connections == Connections.NEW_EACH_TIME) {
          link.close();
          link = RawHttps.connect(target.client(), target.port());
        }
        RawAnswer answer = link.post(request.target(), request.json());
        if (answer.status() != OK) {
          throw new IOException("answered " + answer + " to " + request.target());
        }
        if (counting) {
          micros = counted == micros.length ? Arrays.copyOf(micros, 2 * counted) : micros;
          micros[counted++] = (System.nanoTime() - begun) / 1e3;
        }
        if (answer.header("connection").isPresent()) {
          link.close();
          link = RawHttps.connect(target.client(), target.port());
        }
      }
    } finally {
      link.close();
    }
    return Arrays.copyOf(micros, counted);
  }

  @Override
  public void close() {
    stopping = true;
    threads.close();
  }
}
