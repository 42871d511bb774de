// SPDX-License-Identifier: Apache-2.0
package ist.spike.peer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads until there is a byte or the end. Conscrypt's stream brings none when all that came was a
 * session ticket, which a server of TLS 1.3 may send at any time, and buffers take that for the end.
 * How long a peer can keep this up is for whoever closes the socket in time.
 */
final class WholeReads extends FilterInputStream {

  WholeReads(InputStream in) {
    super(in);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = in.read(bytes, offset, length);
    while (read == 0 && length > 0) {
      read = in.read(bytes, offset, length);
    }
    return read;
  }
}
