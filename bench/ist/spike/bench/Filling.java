// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import ist.spike.fakes.RawAnswer;
import ist.spike.fakes.RawHttps;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Sends a number of requests, as many at a time as there are clients. */
final class Filling {

  private static final int OK = 200;

  private final Target target;
  private final int count;
  private final IntFunction<Load.Request> requests;
  private final AtomicInteger next = new AtomicInteger();

  private Filling(Target target, int count, IntFunction<Load.Request> requests) {
    this.target = target;
    this.count = count;
    this.requests = requests;
  }

  /** Fails when one of the requests did. */
  static void run(Target target, int count, int clients, IntFunction<Load.Request> requests)
      throws Exception {
    Filling filling = new Filling(target, count, requests);
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        all.add(threads.submit(filling::send));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  private boolean send() throws IOException {
    RawHttps link = RawHttps.connect(target.client(), target.port());
    try {
      for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
        Load.Request request = requests.apply(number);
        RawAnswer answer = link.post(request.target(), request.json());
        if (answer.status() != OK) {
          throw new IOException("answered " + answer + " to " + request.target());
        }
        if (answer.header("connection").isPresent()) {
          link.close();
          link = RawHttps.connect(target.client(), target.port());
        }
      }
      return true;
    } finally {
      link.close();
    }
  }
}
