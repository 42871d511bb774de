// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a commit of the store. Requests run on virtual threads, so waiting costs no thread. */
final class Waiting {

  /** How long a commit may take; Go clients give up after 10 s (wire spec 5). */
  private static final int COMMIT_TIMEOUT_SECONDS = 9;

  private Waiting() {}

  /** The same commit, which fails when it takes too long. */
  static <T> CompletableFuture<T> bounded(CompletableFuture<T> commit) {
    return commit.orTimeout(COMMIT_TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  /** What the commit completes with; its failure as it is. */
  static <T> T forResult(CompletableFuture<T> commit) {
    try {
      return commit.get(COMMIT_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SpikeException known) {
        throw known;
      }
      throw new SpikeException(ErrorCode.INTERNAL, "the store failed", e);
    } catch (TimeoutException e) {
      throw new SpikeException(ErrorCode.BUSY,
          "the store did not commit within " + COMMIT_TIMEOUT_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SpikeException(ErrorCode.BUSY, "stopped while waiting for the store", e);
    }
  }
}
