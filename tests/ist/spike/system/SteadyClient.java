// SPDX-License-Identifier: Apache-2.0
package ist.spike.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import ist.spike.peer.PeerAnswer;
import ist.spike.peer.PeerException;
import ist.spike.wire.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Writes a secret and reads it, over and over, as long as it is open; remembers what failed and how long each took. */
final class SteadyClient implements AutoCloseable {

  private static final String PATH = "load/steady";
  private static final int FIRST = 20;
  private static final int MAX_WAIT_SECONDS = 60;

  private final NexusClient client;
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch rested = new CountDownLatch(FIRST);
  private final AtomicBoolean over = new AtomicBoolean();
  private final Thread thread;

  SteadyClient(DevMachine machine) throws Exception {
    client = machine.client("superuser");
    thread = Thread.ofPlatform().start(this::work);
  }

  /** The status of the answer. */
  static int put(NexusClient client, String path) throws PeerException {
    return client.ask(Operation.PUT_SECRET,
        ("{\"path\":\"" + path + "\",\"values\":{\"k\":\"v\"}}").getBytes(UTF_8)).status();
  }

  private void work() {
    while (!over.get()) {
      long started = System.nanoTime();
      try {
        int written = put(client, PATH);
        PeerAnswer read = client.ask(Operation.GET_SECRET,
            ("{\"path\":\"" + PATH + "\"}").getBytes(UTF_8));
        if (written != 200 || !read.isOk()) {
          failures.add("put " + written + ", get " + read.status());
        }
      } catch (PeerException e) {
        failures.add(String.valueOf(e.getMessage()));
      }
      nanos.add(System.nanoTime() - started);
      rested.countDown();
    }
  }

  /** Waits until it goes smoothly, and forgets how long that took. */
  void rest() throws InterruptedException {
    if (!rested.await(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("nexus does not answer: " + failures);
    }
    nanos.clear();
  }

  void end() {
    over.set(true);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("nobody interrupts a test", e);
    }
  }

  List<String> failures() {
    return failures;
  }

  /** How long a write and a read took at most. */
  Duration longest() {
    return Duration.ofNanos(Collections.max(nanos));
  }

  String summary() {
    List<Long> sorted = nanos.stream().sorted().toList();
    return nanos.size() + " rounds, median " + sorted.get(sorted.size() / 2) / 1_000
        + " us, longest " + longest().toMillis() + " ms";
  }

  @Override
  public void close() {
    end();
    client.close();
  }
}
