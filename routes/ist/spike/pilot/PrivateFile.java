// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * A file that only its owner can read, from its first byte on, and that takes its name when it is
 * complete and on the disk. Whatever had the name before is there until then. Who writes it has it
 * locked, so that of two who mean the same name the second is refused.
 */
final class PrivateFile implements SecretExport.Sink {

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path file;
  private final Path fresh;
  private final FileChannel channel;
  private final OutputStream stream;

  private boolean complete;

  private PrivateFile(Path file, Path fresh, FileChannel channel) {
    this.file = file;
    this.fresh = fresh;
    this.channel = channel;
    this.stream = new Kept(Channels.newOutputStream(channel));
  }

  /**
   * Begins to write what will have this name.
   *
   * @throws IOException also when somebody else is writing it, naming the file, and when the name is
   *     that of a device, in whose place there would be a file for everybody
   */
  static PrivateFile replacing(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    if (Files.exists(absolute) && !Files.isRegularFile(absolute)) {
      throw new IOException("it is no regular file");
    }
    Path fresh = absolute.resolveSibling(absolute.getFileName() + ".new");
    removeLeftover(fresh);
    FileChannel channel = create(fresh);
    if (!isLocked(channel)) {
      channel.close();
      throw busy(fresh);
    }
    return new PrivateFile(absolute, fresh, channel);
  }

  /** Removes what one who was killed has left. Only who has it locked may: it may be in use. */
  private static void removeLeftover(Path fresh) throws IOException {
    try {
      Optional<Object> before = identity(fresh);
      try (FileChannel left = FileChannel.open(fresh, StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS)) {
        // Between both, its writer may have completed it and the next one begun.
        if (!isLocked(left) || !identity(fresh).equals(before)) {
          throw busy(fresh);
        }
        Files.delete(fresh);
      }
    } catch (NoSuchFileException e) {
      // The usual case: there is none.
    }
  }

  private static FileChannel create(Path fresh) throws IOException {
    try {
      return FileChannel.open(fresh,
          Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY);
    } catch (FileAlreadyExistsException e) {
      throw busy(fresh);
    }
  }

  private static Optional<Object> identity(Path fresh) throws IOException {
    return Optional.ofNullable(Files
        .readAttributes(fresh, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey());
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static IOException busy(Path fresh) {
    return new IOException("another command is writing " + fresh + "; wait until it is done");
  }

  @Override
  public OutputStream stream() {
    return stream;
  }

  @Override
  public void complete() throws IOException {
    channel.force(true);
    // While it is locked: else somebody could take it for a leftover.
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    complete = true;
    try (FileChannel directory = FileChannel.open(file.resolveSibling(""))) {
      directory.force(true);
    }
  }

  /** Removes what is not complete. */
  @Override
  public void close() throws IOException {
    if (!complete) {
      Files.deleteIfExists(fresh);
    }
    channel.close();
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
