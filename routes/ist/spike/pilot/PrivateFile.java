// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file that only its owner can read, from its first byte on, and that takes its name when it is
 * complete and on the disk. Whatever had the name before is there until then.
 */
final class PrivateFile implements SecretExport.Sink {

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path file;
  private final Path fresh;
  private final FileChannel channel;
  private final OutputStream stream;

  private PrivateFile(Path file, Path fresh) throws IOException {
    this.file = file;
    this.fresh = fresh;
    Files.deleteIfExists(fresh);
    this.channel = FileChannel.open(fresh,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY);
    this.stream = new Kept(Channels.newOutputStream(channel));
  }

  /** Begins to write what will have this name. */
  static PrivateFile replacing(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    return new PrivateFile(absolute, absolute.resolveSibling(absolute.getFileName() + ".new"));
  }

  @Override
  public OutputStream stream() {
    return stream;
  }

  @Override
  public void complete() throws IOException {
    channel.force(true);
    channel.close();
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory = FileChannel.open(file.resolveSibling(""))) {
      directory.force(true);
    }
  }

  /** Removes what is not complete. */
  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(fresh);
  }

  /** Closing it leaves the file open: what is in it is not on the disk yet. */
  private static final class Kept extends OutputStream {

    private final OutputStream target;

    Kept(OutputStream target) {
      this.target = target;
    }

    @Override
    public void write(int each) throws IOException {
      target.write(each);
    }

    @Override
    public void write(byte[] data, int offset, int size) throws IOException {
      target.write(data, offset, size);
    }
  }
}
