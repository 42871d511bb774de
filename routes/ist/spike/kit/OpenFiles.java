// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import com.sun.management.UnixOperatingSystemMXBean;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.lang.management.ManagementFactory;

/**
 * Whether the system lets this process open as many files as it may have connections. A server that
 * finds out later answers nobody any more, and cannot open its own files either.
 */
final class OpenFiles {

  /** The store, logs, jars and connections to Keepers. */
  static final int OTHERS = 200;

  private OpenFiles() {}

  /** Refuses to start when there are fewer than this many connections need, {@code BAD_SETTING}. */
  static void require(HttpsLimits limits) {
    require(limits.maxConnections(), limits.handshakes().max(), limit());
  }

  static void require(int connections, int handshakes, long limit) {
    long needed =
        connections + (long) handshakes * HandshakeGate.SOCKETS_PER_PLACE + OTHERS;
    if (limit < needed) {
      throw new SpikeException(ErrorCode.BAD_SETTING, "http.server.max.connections is "
          + connections + " and http.server.max.handshakes " + handshakes + ", which needs "
          + needed + " open files, and the system lets this"
          + " process have " + limit + "; set LimitNOFILE=" + needed + " in its systemd unit,"
          + " ulimit -Hn " + needed + " in a shell, --ulimit nofile=" + needed
          + " for a container, or fewer connections");
    }
  }

  /** The hard limit: the JVM raises its own to it when it starts. */
  private static long limit() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }
}
