// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.fakes.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** OpenSSH's server on loopback as the user who runs the tests, with keys of its own. */
final class SftpServer implements AutoCloseable {

  private static final Path SSHD = Path.of("/usr/sbin/sshd");
  private static final int MAX_TRIES = 600;

  final Path directory;
  final int port;
  private final Process process;

  /**
   * Starts one that serves this machine's files.
   *
   * @param directory of its keys, and of {@code far}, where backups go
   * @param limit what bash runs before it, such as a limit on the size of files
   */
  SftpServer(Path directory, String limit) throws IOException, InterruptedException {
    this.directory = directory;
    this.port = LoopbackPorts.free(1).getFirst();
    Files.createDirectories(directory.resolve("far"));
    for (String key : new String[]{"host_key", "client_key"}) {
      Tools.run(directory, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key);
    }
    Files.copy(directory.resolve("client_key.pub"), directory.resolve("authorized_keys"));
    Files.writeString(directory.resolve("known_hosts"), "[127.0.0.1]:" + port + " "
        + Files.readString(directory.resolve("host_key.pub")));
    Files.writeString(directory.resolve("sshd_config"), """
        ListenAddress 127.0.0.1
        Port %d
        HostKey %s/host_key
        AuthorizedKeysFile %s/authorized_keys
        StrictModes no
        UsePAM no
        PidFile none
        PasswordAuthentication no
        PermitRootLogin prohibit-password
        Subsystem sftp internal-sftp
        """.formatted(port, directory, directory));
    if ("root".equals(System.getProperty("user.name"))) {
      // As root, and only then, it wants this directory.
      Files.createDirectories(Path.of("/run/sshd"));
    }
    this.process = new ProcessBuilder("bash", "-c", limit + " exec " + SSHD + " -D -e -f \"$0\"",
        directory.resolve("sshd_config").toString()).redirectErrorStream(true)
        .redirectOutput(directory.resolve("log").toFile()).start();
    await();
  }

  private void await() throws IOException, InterruptedException {
    for (int i = 0; i < MAX_TRIES && process.isAlive(); i++) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        process.waitFor(100, TimeUnit.MILLISECONDS);
      }
    }
    throw new AssertionError("sshd does not listen: " + Files.readString(directory.resolve("log")));
  }

  Path far() {
    return directory.resolve("far");
  }

  String uri(int to) {
    return "sftp://" + System.getProperty("user.name") + "@127.0.0.1:" + to + far()
        + "?privateKeyFile=" + directory.resolve("client_key") + "&knownHostsFile="
        + directory.resolve("known_hosts");
  }

  /** With a host key pinned for each of these ports. */
  SftpDestination destination(int to, Duration patience) throws IOException {
    Files.writeString(directory.resolve("known_hosts"), "[127.0.0.1]:" + to + " "
        + Files.readString(directory.resolve("host_key.pub")));
    EndpointUri uri = EndpointUri.parse(uri(to), SftpLogin.OPTIONS);
    return new SftpDestination(uri.name(), uri.path(), SftpLogin.of(uri, patience));
  }

  SftpDestination destination() throws IOException {
    return destination(port, Duration.ofSeconds(60));
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
