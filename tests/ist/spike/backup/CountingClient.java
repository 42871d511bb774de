// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import ist.spike.store.SecretStore;
import ist.spike.store.SecretUpdate;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;

/** Writes one number after the other to a path of its own; what a store says is not ready, it tries again. */
final class CountingClient {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int ANSWERS = 10;

  private final SecretStore store;
  private final String path;
  private final Thread thread;
  private volatile int acknowledged;
  private volatile Optional<Throwable> failure = Optional.empty();
  private volatile boolean stopped;

  private CountingClient(SecretStore store, String path) {
    this.store = store;
    this.path = path;
    this.thread = Thread.ofPlatform().unstarted(this::writeUntilStopped);
  }

  /** So many of them, writing already. */
  static List<CountingClient> start(SecretStore store, int count) {
    List<CountingClient> clients = new ArrayList<>();
    for (int client = 0; client < count; client++) {
      clients.add(new CountingClient(store, "load/" + client));
    }
    clients.forEach(client -> client.thread.start());
    return clients;
  }

  /** Until each of them has had some answers that nothing from before this call can have given. */
  static void awaitAnswers(List<CountingClient> clients) {
    List<Integer> before = clients.stream().map(CountingClient::acknowledged).toList();
    Awaitility.await().atMost(PATIENCE).until(() -> {
      for (int client = 0; client < clients.size(); client++) {
        if (clients.get(client).acknowledged() < before.get(client) + ANSWERS) {
          return false;
        }
      }
      return true;
    });
  }

  String path() {
    return path;
  }

  /** The last number whose write was answered. */
  int acknowledged() {
    failure.ifPresent(e -> {
      throw new AssertionError("a write was refused for another reason than an exchange", e);
    });
    return acknowledged;
  }

  /** Waits for the write that is under way. */
  void stop() throws InterruptedException {
    stopped = true;
    thread.join();
  }

  private void writeUntilStopped() {
    while (!stopped && failure.isEmpty()) {
      int number = acknowledged + 1;
      try {
        store.update(path, SecretUpdate.put(Integer.toString(number).getBytes(UTF_8),
            OptionalInt.empty(), 3, InstantSource.system())).join();
        acknowledged = number;
      } catch (CompletionException e) {
        if (!(e.getCause() instanceof SpikeException refusal
            && refusal.code() == ErrorCode.NOT_READY)) {
          failure = Optional.of(e);
        }
      }
    }
  }
}
