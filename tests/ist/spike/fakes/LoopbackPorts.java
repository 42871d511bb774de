// SPDX-License-Identifier: Apache-2.0
package ist.spike.fakes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that stay free until the program for them listens, and while it is dead: below those that the
 * kernel gives to clients, so that nobody else gets one by accident, and none given twice.
 */
public final class LoopbackPorts {

  private static final int LOWEST = 15_000;
  private static final int BOUND = 32_000;
  private static final int MAX_TRIES = 1_000;
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private LoopbackPorts() {}

  /** So many of them. */
  public static List<Integer> free(int count) {
    List<Integer> ports = new ArrayList<>();
    for (int tries = 0; ports.size() < count; tries++) {
      if (tries > MAX_TRIES) {
        throw new AssertionError("loopback has no free port between " + LOWEST + " and " + BOUND);
      }
      int port = ThreadLocalRandom.current().nextInt(LOWEST, BOUND);
      if (isFree(port) && GIVEN.add(port)) {
        ports.add(port);
      }
    }
    return ports;
  }

  /** What a server on this port is asked at. */
  public static URI url(int port) {
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
