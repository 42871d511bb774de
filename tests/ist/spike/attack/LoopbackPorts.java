// SPDX-License-Identifier: Apache-2.0
package ist.spike.attack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that stay free while the program on them is dead: below those that the kernel gives to
 * clients, so that nobody else gets one by accident between a kill and a restart.
 */
final class LoopbackPorts {

  private static final int LOWEST = 15_000;
  private static final int BOUND = 32_000;
  private static final int MAX_TRIES = 1_000;

  private LoopbackPorts() {}

  static List<Integer> free(int count) {
    List<Integer> ports = new ArrayList<>();
    for (int tries = 0; ports.size() < count; tries++) {
      if (tries > MAX_TRIES) {
        throw new AssertionError("loopback has no free port between " + LOWEST + " and " + BOUND);
      }
      int port = ThreadLocalRandom.current().nextInt(LOWEST, BOUND);
      if (!ports.contains(port) && isFree(port)) {
        ports.add(port);
      }
    }
    return ports;
  }

  static URI url(int port) {
    return URI.create("https://127.0.0.1:" + port);
  }

  private static boolean isFree(int port) {
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
