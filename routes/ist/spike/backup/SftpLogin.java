// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.keyverifier.RejectAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.sftp.SftpModuleProperties;
import org.apache.sshd.sftp.client.SftpClientFactory;

/**
 * How to reach an account by SFTP: one key, one pinned server, and nothing from anybody's {@code ~/.ssh}. A
 * connection lives for one piece of work; between two backups nothing runs and nothing is held.
 *
 * @param privateKey file of the account's key, OpenSSH's or PEM, without a passphrase
 * @param knownHosts file in OpenSSH's form with the server's key
 * @param patience how long one answer of the server may take
 */
record SftpLogin(String user, String host, int port, Path privateKey, Path knownHosts,
    Duration patience) {

  static final Set<String> OPTIONS = Set.of("privateKeyFile", "knownHostsFile");

  private static final int PORT = 22;

  /** Of an endpoint URI, with Camel's names for the options. */
  static SftpLogin of(EndpointUri uri, Duration patience) {
    return new SftpLogin(uri.user(), uri.host(), uri.port(PORT), uri.file("privateKeyFile"),
        uri.file("knownHostsFile"), patience);
  }

  /** Connects and authenticates; the caller closes it. */
  SftpSession open() throws IOException {
    SshClient client = SshClient.setUpDefaultClient();
    try {
      client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
      // SECURITY: a server that is not in the file is refused, never learnt.
      client.setServerKeyVerifier(
          new KnownHostsServerKeyVerifier(RejectAllServerKeyVerifier.INSTANCE, knownHosts));
      client.setKeyIdentityProvider(new FileKeyPairProvider(privateKey));
      client.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
      CoreModuleProperties.IDLE_TIMEOUT.set(client, patience);
      CoreModuleProperties.AUTH_TIMEOUT.set(client, patience);
      SftpModuleProperties.SFTP_CHANNEL_OPEN_TIMEOUT.set(client, patience);
      client.start();
      ClientSession session =
          client.connect(user, host, port).verify(patience).getSession();
      session.auth().verify(patience);
      return new SftpSession(client,
          SftpClientFactory.instance().createSftpClient(session));
    } catch (IOException | RuntimeException e) {
      client.stop();
      throw e;
    }
  }
}
