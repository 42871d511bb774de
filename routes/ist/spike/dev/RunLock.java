// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The right to run in a data directory: one supervisor at a time. The system gives it back when the
 * process ends, however it ends.
 */
final class RunLock implements AutoCloseable {
  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /** @throws SpikeException when another process has it, naming that process */
  static RunLock take(DevLayout layout) throws IOException {
    PrivateFiles.touch(layout.lock());
    FileChannel channel = FileChannel.open(layout.lock(), StandardOpenOption.WRITE);
    if (channel.tryLock() != null) {
      return new RunLock(channel);
    }
    channel.close();
    Optional<ProcessHandle> supervisor = supervisor(layout).running();
    throw new SpikeException(ErrorCode.BAD_SETTING,
        "spike dev already runs in %s%s; end it with: spike dev stop --data %s".formatted(
            layout.data(), supervisor.map(each -> " (process " + each.pid() + ")").orElse(""),
            DevConfig.quote(layout.data().toString())));
  }

  /** The supervisor's own pid file. */
  static PidFile supervisor(DevLayout layout) {
    return new PidFile(layout.run(), "dev");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
