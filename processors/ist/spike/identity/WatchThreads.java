// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Runs the tasks of one Workload API client, each on a daemon thread of its own, until it is shut
 * down; what comes later is dropped. An executor that rejects it instead makes gRPC, which still has
 * something to say about the end of its stream, log a {@code RejectedExecutionException}, and
 * java-spiffe open the stream again that was just closed.
 */
final class WatchThreads extends AbstractExecutorService {

  private final ThreadFactory threads =
      Thread.ofPlatform().daemon().name("workload-api-", 0).factory();
  private volatile boolean ended;

  @Override
  public void execute(Runnable task) {
    if (!ended) {
      threads.newThread(task).start();
    }
  }

  @Override
  public void shutdown() {
    ended = true;
  }

  /** Nothing waits here. */
  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return ended;
  }

  /** Whether no task begins any more; those under way end by themselves. */
  @Override
  public boolean isTerminated() {
    return ended;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return ended;
  }
}
