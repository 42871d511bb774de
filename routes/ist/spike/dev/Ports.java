// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Looks at loopback ports. */
final class Ports {
  private static final int CONNECT_TIMEOUT_MS = 500;

  private Ports() {}

  /**
   * Fails unless every program's port is free, naming all that are not.
   *
   * @throws SpikeException with the sentence for the person at the terminal
   */
  static void requireFree(List<Program> programs) {
    List<String> busy = new ArrayList<>();
    for (Program program : programs) {
      if (!isFree(program.port())) {
        busy.add("%d (%s)".formatted(program.port(), program.name()));
      }
    }
    if (!busy.isEmpty()) {
      throw new SpikeException(ErrorCode.BAD_SETTING,
          "in use by another program: port %s; choose others with --nexus-port and --keeper-ports"
              .formatted(String.join(", ", busy)));
    }
  }

  static boolean isListening(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral(Program.HOST), port),
          CONNECT_TIMEOUT_MS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** A port that nobody listens on now. */
  static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(Program.HOST), 0));
      return socket.getLocalPort();
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(Program.HOST), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
