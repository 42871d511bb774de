// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.wire.BackupListing;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.Operation;
import ist.spike.wire.SpikeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/** Shows a person how far long work has come, by asking Nexus once a second. */
final class BackupWatch {

  private final Nexus nexus;
  private final Terminal terminal;
  private final Function<BackupListing, BackupListing.Running> work;

  private BackupWatch(Nexus nexus, Terminal terminal,
      Function<BackupListing, BackupListing.Running> work) {
    this.nexus = nexus;
    this.terminal = terminal;
    this.work = work;
  }

  /** Of everything but drills. */
  static BackupWatch of(Nexus nexus, Terminal terminal) {
    return new BackupWatch(nexus, terminal, BackupListing::running);
  }

  /** Of a drill, which may be made while something else is done with backups. */
  static BackupWatch ofDrill(Nexus nexus, Terminal terminal) {
    return new BackupWatch(nexus, terminal, BackupListing::drilling);
  }

  /** Does the work, whose own timeout bounds it, and gives its answer; only a terminal gets a bar. */
  byte[] await(Supplier<byte[]> request) {
    if (!terminal.isInteractive()) {
      return request.get();
    }
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> {
      try {
        answer.complete(request.get());
      } catch (RuntimeException e) {
        answer.completeExceptionally(e);
      }
    });
    try {
      while (!isDone(answer)) {
        show();
      }
      return answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof SpikeException failure ? failure : e;
    }
  }

  private static boolean isDone(CompletableFuture<byte[]> answer) {
    try {
      answer.get(1, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for nexus", e);
    }
  }

  private void show() {
    BackupListing.Running running = work
        .apply(BackupListing.parse(nexus.ask(Operation.LIST_BACKUPS, EmptyMessage.json())));
    if (!running.step().isEmpty()) {
      terminal.progress(Progress.bar(running.step(), running.done(), running.total()));
    }
  }
}
