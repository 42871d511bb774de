// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.sftp.client.SftpClient;

/** A connection with all that belongs to it, which closing ends. */
record SftpSession(SshClient client, SftpClient sftp) implements AutoCloseable {

  /** The stream, whose end is the connection's. */
  InputStream closedWith(InputStream stream) {
    return new FilterInputStream(stream) {
      @Override
      public void close() {
        SftpSession.this.close();
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        return in.read(target, offset, length);
      }
    };
  }

  @Override
  public void close() {
    // At once: a polite end waits for a server that may be gone.
    client.stop();
  }
}
