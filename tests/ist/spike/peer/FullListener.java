// SPDX-License-Identifier: Apache-2.0
package ist.spike.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Nobody takes its connections: a system lets a few wait, and the next one's connect gets no answer. */
final class FullListener implements AutoCloseable {

  private static final int MORE_THAN_WAIT = 4;
  private static final int CONNECT_MS = 200;

  private final ServerSocket listener;
  private final List<Socket> waiting = new ArrayList<>();

  FullListener() throws IOException {
    listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
    for (int i = 0; i < MORE_THAN_WAIT; i++) {
      Socket socket = new Socket();
      waiting.add(socket);
      try {
        socket.connect(listener.getLocalSocketAddress(), CONNECT_MS);
      } catch (SocketTimeoutException e) {
        break;
      }
    }
  }

  URI base() {
    return URI.create("https://127.0.0.1:" + listener.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket each : waiting) {
      each.close();
    }
  }
}
