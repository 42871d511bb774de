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
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Looks at loopback ports. */
final class Ports {
  private static final int CONNECT_TIMEOUT_MS = 500;
  private static final int LOWEST = 20_000;
  /** Where Linux's range begins; those of others are higher. */
  private static final int FIRST_EPHEMERAL = 32_768;
  private static final int MAX_TRIES = 100;

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

  /**
   * A port that nobody listens on now, and that no system gives to an outgoing connection or to who asks
   * for any port: a program needs a while until it listens there.
   *
   * @param taken which to leave alone
   */
  static int free(Set<Integer> taken) {
    for (int i = 0; i < MAX_TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, FIRST_EPHEMERAL);
      if (!taken.contains(port) && isFree(port)) {
        return port;
      }
    }
    throw new SpikeException(ErrorCode.BAD_SETTING, "no free port found from " + LOWEST + " to "
        + (FIRST_EPHEMERAL - 1) + " in " + MAX_TRIES + " tries");
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
