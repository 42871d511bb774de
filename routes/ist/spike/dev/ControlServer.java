// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import ist.spike.wire.SpikeException;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Takes {@code start NAME} and {@code stop NAME} from other terminals over a unix socket, so that
 * every program stays a child of the supervisor. One line asks; the answer begins with {@code ok}
 * or {@code failed}, and ends where the connection does.
 */
final class ControlServer implements Closeable {
  static final String SOCKET = "control.sock";
  private static final int MAX_REQUEST_CHARS = 100;

  private final DevSystem system;
  private final Consumer<String> news;
  private final SocketFile socket;
  private final ServerSocketChannel listener;

  private ControlServer(
      DevSystem system, Consumer<String> news, SocketFile socket, ServerSocketChannel listener) {
    this.system = system;
    this.news = news;
    this.socket = socket;
    this.listener = listener;
  }

  static ControlServer start(DevSystem system, SocketFile socket, Consumer<String> news)
      throws IOException {
    socket.removeStale();
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket.bindPath()));
    socket.publish();
    ControlServer server = new ControlServer(system, news, socket, listener);
    Thread.ofPlatform().daemon().name("control").start(server::acceptAll);
    return server;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    socket.removeStale();
  }

  private void acceptAll() {
    try {
      while (listener.isOpen()) {
        SocketChannel connection = listener.accept();
        Thread.ofVirtual().name("control-request").start(() -> serve(connection));
      }
    } catch (ClosedChannelException e) {
      // Closing is how this ends.
      return;
    } catch (IOException e) {
      news.accept("start and stop commands are no longer taken: " + e.getMessage());
    }
  }

  private void serve(SocketChannel connection) {
    try (connection;
        BufferedReader in = new BufferedReader(
            Channels.newReader(connection, StandardCharsets.UTF_8), MAX_REQUEST_CHARS)) {
      char[] request = new char[MAX_REQUEST_CHARS];
      int size = Math.max(0, in.read(request));
      String answer = answer(new String(request, 0, size).strip());
      connection.write(StandardCharsets.UTF_8.encode(answer + "\n"));
    } catch (IOException e) {
      // Whoever asked has gone; what was asked for is done all the same.
      news.accept("a command was answered to nobody: " + e.getMessage());
    }
  }

  private String answer(String request) {
    try {
      if (request.startsWith("start ")) {
        return "ok " + system.start(request.substring("start ".length()), news);
      }
      if (request.startsWith("stop ")) {
        return "ok " + system.stop(request.substring("stop ".length()));
      }
      return "failed not a command: " + request;
    } catch (SpikeException e) {
      return "failed " + e.sentence();
    } catch (IOException e) {
      return "failed " + e;
    }
  }
}
