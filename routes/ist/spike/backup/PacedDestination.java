// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.BackupId;
import ist.spike.backup.Pace.Work;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A place on another machine that may be down, slow or hostile: whatever is asked of it ends in bounded time. Backups
 * go one at a time, so one place that never ends would end them all.
 */
final class PacedDestination implements Destination {

  private final Destination far;
  private final Pace.Limits limits;

  PacedDestination(Destination far, Pace.Limits limits) {
    this.far = far;
    this.limits = limits;
  }

  @Override
  public String name() {
    return far.name();
  }

  @Override
  public void put(Upload upload) {
    try (Pace pace = pace()) {
      call(pace, () -> {
        far.put(new Upload(upload.id(), new Counted(upload.content(), pace), upload.sizeBytes(),
            upload.sha256()));
        return upload;
      });
    }
  }

  @Override
  public InputStream open(String file) {
    Pace pace = pace();
    try {
      return new Received(call(pace, () -> far.open(file)), pace);
    } catch (RuntimeException e) {
      pace.close();
      throw e;
    }
  }

  @Override
  public List<String> list() {
    return asked(far::list);
  }

  @Override
  public void delete(String file) {
    asked(() -> {
      far.delete(file);
      return file;
    });
  }

  @Override
  public Optional<String> objection(String file, Instant now) {
    return asked(() -> far.objection(file, now));
  }

  @Override
  public void keepUntil(String file, Instant until) {
    asked(() -> {
      far.keepUntil(file, until);
      return file;
    });
  }

  @Override
  public void clean(BackupId next) {
    asked(() -> {
      far.clean(next);
      return far;
    });
  }

  private Pace pace() {
    return new Pace(name(), limits);
  }

  private <T> T asked(Work<T> work) {
    try (Pace pace = pace()) {
      return call(pace, work);
    }
  }

  private <T> T call(Pace pace, Work<T> work) {
    try {
      return pace.call(work);
    } catch (IOException e) {
      throw new SpikeException(ErrorCode.UNREACHABLE, "cannot use " + name() + ": " + e, e);
    }
  }

  /** Earns time with what is read from it, whoever reads. */
  private static final class Counted extends FilterInputStream {

    private final Pace pace;

    Counted(InputStream content, Pace pace) {
      super(content);
      this.pace = pace;
    }

    @Override
    public int read() throws IOException {
      int next = in.read();
      pace.carried(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int size = in.read(target, offset, length);
      pace.carried(Math.max(0, size));
      return size;
    }
  }

  /** Also waits no longer for more than there is time. */
  private static final class Received extends FilterInputStream {

    private final Pace pace;

    Received(InputStream content, Pace pace) {
      super(new Counted(content, pace));
      this.pace = pace;
    }

    @Override
    public int read() throws IOException {
      return pace.call(in::read);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return pace.call(() -> in.read(target, offset, length));
    }

    @Override
    public void close() throws IOException {
      try (pace) {
        pace.call(() -> {
          super.close();
          return pace;
        });
      }
    }
  }
}
