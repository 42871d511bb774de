// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import java.util.concurrent.atomic.AtomicReference;

/** How far the run, or the drill, that is under way has come. */
final class BackupProgress {

  /** Of no run. */
  static final Step NONE = new Step("", 0, 0);

  private final AtomicReference<Step> step = new AtomicReference<>(NONE);

  /**
   * A step of a run.
   *
   * @param name of the step; empty when nothing runs
   * @param done bytes or rows so far
   * @param total of them; 0 while unknown
   */
  record Step(String name, long done, long total) {}

  void at(String name, long total) {
    step.set(new Step(name, 0, total));
  }

  void done(long amount) {
    step.updateAndGet(now -> new Step(now.name(), amount, now.total()));
  }

  void ended() {
    step.set(NONE);
  }

  Step now() {
    return step.get();
  }
}
