// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.BackupId;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.Attributes;
import org.apache.sshd.sftp.client.SftpClient.CopyMode;
import org.apache.sshd.sftp.client.SftpClient.DirEntry;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHFsyncExtension;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHPosixRenameExtension;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/**
 * A directory of another machine, reached by SFTP (draft-ietf-secsh-filexfer-02, version 3, and OpenSSH's
 * extensions). A file is written beside its name, flushed where the server can do that, and renamed in one step.
 */
final class SftpDestination implements Destination {

  private static final int OWNER_ONLY = 0600;
  private static final int PIECE_BYTES = 32_768;
  /** More than ten times what retention keeps. */
  private static final int MAX_ENTRIES = 10_000;

  private final String name;
  private final String directory;
  private final SftpLogin login;

  /**
   * @param name what people call it
   * @param directory whole path of a directory that is there
   */
  SftpDestination(String name, String directory, SftpLogin login) {
    this.name = name;
    this.directory = directory;
    this.login = login;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void put(Upload upload) {
    String file = upload.file();
    String partial = path(file + BackupId.PARTIAL);
    try (SftpSession session = login.open()) {
      SftpClient sftp = session.sftp();
      try (OutputStream target =
          sftp.write(partial, OpenMode.Write, OpenMode.Create, OpenMode.Truncate)) {
        sftp.setStat(partial, new Attributes().perms(OWNER_ONLY));
        upload.copyTo(target);
      }
      flush(sftp, partial);
      rename(sftp, partial, path(file));
    } catch (IOException e) {
      throw failed("write " + file, e);
    }
  }

  private static void flush(SftpClient sftp, String path) throws IOException {
    OpenSSHFsyncExtension flusher = sftp.getExtension(OpenSSHFsyncExtension.class);
    if (flusher != null && flusher.isSupported()) {
      try (SftpClient.CloseableHandle handle = sftp.open(path, OpenMode.Write)) {
        flusher.fsync(handle);
      }
    }
  }

  private static void rename(SftpClient sftp, String from, String to) throws IOException {
    OpenSSHPosixRenameExtension renamer = sftp.getExtension(OpenSSHPosixRenameExtension.class);
    if (renamer != null && renamer.isSupported()) {
      renamer.posixRename(from, to);
    } else {
      // Version 3 refuses a name that is taken, which only an upload that did not verify leaves.
      remove(sftp, to);
      sftp.rename(from, to, List.<CopyMode>of());
    }
  }

  @Override
  public InputStream open(String file) {
    SftpSession session = null;
    try {
      session = login.open();
      return session.closedWith(session.sftp().read(path(file), PIECE_BYTES));
    } catch (IOException e) {
      if (session != null) {
        session.close();
      }
      throw isMissing(e)
          ? new SpikeException(ErrorCode.NOT_FOUND, file + " is not in " + name, e)
          : failed("read " + file, e);
    }
  }

  @Override
  public List<String> list() {
    return list(BackupId.SUFFIX);
  }

  @Override
  public void delete(String file) {
    try (SftpSession session = login.open()) {
      remove(session.sftp(), path(file));
      if (names(session.sftp(), file).contains(file)) {
        throw new SpikeException(ErrorCode.UNREACHABLE, file + " is still in " + name
            + " after it was deleted");
      }
    } catch (IOException e) {
      throw failed("delete " + file, e);
    }
  }

  @Override
  public void clean(BackupId next) {
    list(BackupId.PARTIAL).stream().filter(next::supersedes).forEach(this::delete);
  }

  private List<String> list(String suffix) {
    try (SftpSession session = login.open()) {
      return names(session.sftp(), suffix);
    } catch (IOException e) {
      throw failed("list", e);
    }
  }

  private List<String> names(SftpClient sftp, String suffix) throws IOException {
    List<String> names = new ArrayList<>();
    int seen = 0;
    for (DirEntry entry : sftp.readDir(directory)) {
      if (++seen > MAX_ENTRIES) {
        throw new IOException("more than " + MAX_ENTRIES + " files; give backups a directory of"
            + " their own");
      }
      String file = entry.getFilename();
      if (file.startsWith("spike-") && file.endsWith(suffix)) {
        names.add(file);
      }
    }
    names.sort(null);
    return names;
  }

  private static void remove(SftpClient sftp, String path) throws IOException {
    try {
      sftp.remove(path);
    } catch (SftpException e) {
      if (!isMissing(e)) {
        throw e;
      }
    }
  }

  private static boolean isMissing(IOException e) {
    return e instanceof SftpException failure
        && failure.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE;
  }

  private String path(String file) {
    return directory + "/" + file;
  }

  private SpikeException failed(String what, IOException cause) {
    return new SpikeException(ErrorCode.UNREACHABLE,
        "cannot " + what + " in " + name + ": " + cause.getMessage(), cause);
  }
}
