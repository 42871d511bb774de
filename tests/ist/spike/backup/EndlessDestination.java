// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A destination whose files never end: after what is in them come zeros, at once or one in a while. */
final class EndlessDestination implements ForwardingDestination {

  private final Destination behind;
  private final long pauseMs;

  EndlessDestination(Destination behind, long pauseMs) {
    this.behind = behind;
    this.pauseMs = pauseMs;
  }

  @Override
  public Destination behind() {
    return behind;
  }

  /** Reads all of the content, then waits for ever. */
  @Override
  public void put(Upload upload) {
    behind.put(upload);
    list();
  }

  @Override
  public InputStream open(String file) {
    return new SequenceInputStream(behind.open(file), new Zeros(pauseMs));
  }

  /** Waits for ever where {@link #open} pauses. */
  @Override
  public List<String> list() {
    try (InputStream zeros = new Zeros(pauseMs)) {
      for (int none = zeros.read(); pauseMs > 0 && none == 0; none = zeros.read()) {
        // One more.
      }
      return behind.list();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Zeros extends InputStream {

    private final long pauseMs;

    Zeros(long pauseMs) {
      this.pauseMs = pauseMs;
    }

    @Override
    public int read() throws IOException {
      try {
        TimeUnit.MILLISECONDS.sleep(pauseMs);
        return 0;
      } catch (InterruptedException e) {
        throw new IOException("interrupted", e);
      }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      target[offset] = (byte) read();
      return pauseMs > 0 ? 1 : length;
    }
  }
}
