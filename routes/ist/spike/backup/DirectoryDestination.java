// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.BackupId;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A directory of this machine, mode 0700, its files 0600. A file appears under its name in one step, complete
 * and flushed, and so is the directory's entry. Camel's file component does all but the last, which is
 * the one that a power failure tests; so this is written here.
 */
final class DirectoryDestination implements Destination {

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final String name;
  private final Path directory;
  private final boolean ours;

  private DirectoryDestination(String name, Path directory, boolean ours) {
    this.name = name;
    this.directory = directory;
    this.ours = ours;
  }

  /** A directory that holds backups and nothing else; made when it is missing. */
  static DirectoryDestination own(Path directory) {
    return new DirectoryDestination("file:" + directory, directory, true);
  }

  /** A directory on some medium, as it is. */
  static DirectoryDestination of(Path directory) {
    return new DirectoryDestination(directory.toString(), directory, false);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void put(Upload upload) {
    String file = upload.file();
    Path partial = directory.resolve(file + BackupId.PARTIAL);
    try {
      if (ours) {
        WorkDirectory.create(directory);
      }
      Files.deleteIfExists(partial);
      try (FileChannel channel = create(partial)) {
        OutputStream target = Channels.newOutputStream(channel);
        upload.copyTo(target);
        channel.force(true);
      }
      Files.move(partial, directory.resolve(file), StandardCopyOption.ATOMIC_MOVE);
      flushDirectory();
    } catch (IOException e) {
      partial.toFile().delete();
      throw failed("write " + file, e);
    }
  }

  @Override
  public InputStream open(String file) {
    try {
      return Files.newInputStream(directory.resolve(file), LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      throw new SpikeException(ErrorCode.NOT_FOUND, file + " is not in " + name, e);
    } catch (IOException e) {
      throw failed("read " + file, e);
    }
  }

  @Override
  public List<String> list() {
    return list(BackupId.SUFFIX);
  }

  @Override
  public void delete(String file) {
    try {
      Files.deleteIfExists(directory.resolve(file));
      flushDirectory();
    } catch (IOException e) {
      throw failed("delete " + file, e);
    }
    if (list().contains(file)) {
      throw new SpikeException(ErrorCode.UNREACHABLE, file + " is still in " + name
          + " after it was deleted");
    }
  }

  @Override
  public void clean(BackupId next) {
    list(BackupId.PARTIAL).stream().filter(next::supersedes).forEach(this::delete);
  }

  private List<String> list(String suffix) {
    List<String> names = new ArrayList<>();
    if (!Files.exists(directory)) {
      return names;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "spike-*" + suffix)) {
      files.forEach(file -> names.add(String.valueOf(file.getFileName())));
    } catch (IOException e) {
      throw failed("list", e);
    }
    names.sort(null);
    return names;
  }

  private FileChannel create(Path file) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    // A medium with a file system of another world has no owners; there nothing else can be done.
    return Files.getFileStore(directory).supportsFileAttributeView("posix")
        ? FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(OWNER_ONLY))
        : FileChannel.open(file, options);
  }

  private void flushDirectory() throws IOException {
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  private SpikeException failed(String what, IOException cause) {
    return new SpikeException(ErrorCode.UNREACHABLE,
        "cannot " + what + " in " + name + ": " + cause, cause);
  }
}
