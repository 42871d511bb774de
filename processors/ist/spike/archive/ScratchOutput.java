// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A new file of mode 0600 for what is unpacked; a disk that is full is {@code BUSY}, not damage. */
final class ScratchOutput extends OutputStream {

  private final Path file;
  private final OutputStream target;

  ScratchOutput(Path file) throws IOException {
    this.file = file;
    Files.createFile(file,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    this.target = Files.newOutputStream(file);
  }

  @Override
  public void write(int value) {
    write(new byte[]{(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    try {
      target.write(bytes, offset, length);
    } catch (IOException e) {
      throw new SpikeException(ErrorCode.BUSY, "the scratch file " + file + " cannot be written: "
          + e, e);
    }
  }

  @Override
  public void close() throws IOException {
    target.close();
  }
}
