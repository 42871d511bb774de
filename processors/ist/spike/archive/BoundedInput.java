// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Gives out so many bytes and no more: some kilobytes of zstd become gigabytes, and a reader of tar keeps the names of
 * members in memory, however long, before anybody has seen a signature.
 */
final class BoundedInput extends FilterInputStream {

  private long left;

  BoundedInput(InputStream source, long bytes) {
    super(source);
    this.left = bytes;
  }

  /** Lets so many more pass. */
  void allow(long bytes) {
    left = left > Long.MAX_VALUE - bytes ? Long.MAX_VALUE : left + bytes;
  }

  @Override
  public int read() throws IOException {
    int next = in.read();
    count(next < 0 ? 0 : 1);
    return next;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int size = in.read(target, offset, length);
    count(Math.max(size, 0));
    return size;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = in.skip(bytes);
    count(skipped);
    return skipped;
  }

  private void count(long bytes) {
    left -= bytes;
    if (left < 0) {
      throw new SpikeException(ErrorCode.DAMAGED,
          "the backup is damaged or forged: it unpacks to more than its manifest says");
    }
  }
}
