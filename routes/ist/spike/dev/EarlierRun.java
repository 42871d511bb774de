// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a supervisor that was killed left behind. Whoever cleans up holds the {@link RunLock}. */
final class EarlierRun {
  private static final Duration GRACE = Duration.ofSeconds(25);

  private EarlierRun() {}

  /**
   * Ends processes whose supervisor is gone and forgets all pid files.
   *
   * @return how many processes there were
   */
  static int cleanUp(DevLayout layout, DevOptions options) throws IOException {
    List<String> programs =
        new ArrayList<>(options.programs().stream().map(Program::name).toList());
    programs.add(DevIdentities.BOOTSTRAP);
    programs.add(DevSystem.TRAINING);
    List<ProcessHandle> left = new ArrayList<>();
    for (String program : programs) {
      Optional<ProcessHandle> running = new PidFile(layout.run(), program).running();
      running.ifPresent(left::add);
    }
    if (!Processes.end(left, GRACE)) {
      throw new SpikeException(ErrorCode.INTERNAL,
          "processes of an earlier run cannot be ended: "
              + left.stream().filter(Processes::isRunning).map(ProcessHandle::pid).toList());
    }
    for (String program : programs) {
      new PidFile(layout.run(), program).delete();
    }
    RunLock.supervisor(layout).delete();
    Files.deleteIfExists(layout.ready());
    return left.size();
  }
}
