// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Passes everything on except the close. */
final class Unclosed extends FilterOutputStream {

  Unclosed(OutputStream target) {
    super(target);
  }

  /** Without this each byte would go on alone. */
  @Override
  public void write(byte[] bytes, int offset, int size) throws IOException {
    out.write(bytes, offset, size);
  }

  @Override
  public void close() throws IOException {
    out.flush();
  }
}
