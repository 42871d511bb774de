// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Tells a source that fails from a file that is damaged: the former is {@code UNREACHABLE}. */
final class SourceGuard extends FilterInputStream {

  SourceGuard(InputStream source) {
    super(source);
  }

  @Override
  public int read() {
    try {
      return in.read();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    try {
      return in.read(target, offset, length);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static SpikeException failed(IOException e) {
    return new SpikeException(ErrorCode.UNREACHABLE, "the backup cannot be read: " + e, e);
  }
}
