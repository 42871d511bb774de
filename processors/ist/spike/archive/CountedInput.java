// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Counts and hashes everything that is read through it; closing leaves the source open. */
final class CountedInput extends InputStream {

  private final InputStream source;
  private final MessageDigest digest = Hashes.sha256();
  private long size;

  CountedInput(InputStream source) {
    this.source = source;
  }

  @Override
  public int read() throws IOException {
    int next = source.read();
    if (next >= 0) {
      digest.update((byte) next);
      size++;
    }
    return next;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = source.read(target, offset, length);
    if (read > 0) {
      digest.update(target, offset, read);
      size += read;
    }
    return read;
  }

  /** Reads on to the end, or until more than this many bytes were read: a source may have no end. */
  void skipToEnd(long mostBytes) throws IOException {
    byte[] piece = new byte[Hashes.PIECE_BYTES];
    while (size <= mostBytes && read(piece) >= 0) {
      // Reading is all there is to do.
    }
  }

  long size() {
    return size;
  }

  /** Of what was read so far; once. */
  String sha256() {
    return Hashes.hex(digest);
  }
}
