// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/** A destination that fails as often as it was told: in the middle of an upload, or when it is read. */
final class UnreliableDestination implements ForwardingDestination {

  private final Destination behind;
  private int putsToFail;
  private int opensToFail;
  private int puts;

  UnreliableDestination(Destination behind, int putsToFail, int opensToFail) {
    this.behind = behind;
    this.putsToFail = putsToFail;
    this.opensToFail = opensToFail;
  }

  int puts() {
    return puts;
  }

  @Override
  public Destination behind() {
    return behind;
  }

  @Override
  public void put(Upload upload) {
    puts++;
    if (putsToFail-- > 0) {
      behind.put(new Upload(upload.id(),
          new SequenceInputStream(new ByteArrayInputStream(new byte[100]), new BrokenInput()),
          upload.sizeBytes(), upload.sha256()));
    }
    behind.put(upload);
  }

  private static final class BrokenInput extends InputStream {

    @Override
    public int read() throws IOException {
      throw new IOException("No space left on device");
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return read();
    }
  }

  @Override
  public InputStream open(String file) {
    if (opensToFail-- > 0) {
      throw new SpikeException(ErrorCode.UNREACHABLE, "cannot read " + file + ": timed out");
    }
    return behind.open(file);
  }
}
