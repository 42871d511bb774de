// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends one command to the supervisor that runs in a data directory. */
final class ControlClient {
  /** Longer than the supervisor itself waits for a program. */
  private static final Duration TIMEOUT = DevSystem.LISTEN_TIMEOUT.plusSeconds(30);

  private ControlClient() {}

  /**
   * @return one line about what was done
   * @throws SpikeException when it was refused or failed, or nobody runs there
   */
  static String send(DevLayout layout, String command) throws IOException {
    Path socket = layout.run().resolve(ControlServer.SOCKET);
    if (!Files.exists(socket)) {
      throw notRunning(layout);
    }
    try (SocketChannel connection = connect(layout, socket)) {
      connection.write(StandardCharsets.UTF_8.encode(command + "\n"));
      CompletableFuture<String> answer = new CompletableFuture<>();
      Thread.ofVirtual().name("control-answer").start(() -> read(connection, answer));
      String text = answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).strip();
      if (text.startsWith("ok ")) {
        return text.substring("ok ".length());
      }
      throw new SpikeException(ErrorCode.INTERNAL,
          text.startsWith("failed ") ? text.substring("failed ".length()) : "spike dev has ended");
    } catch (ExecutionException e) {
      throw new SpikeException(ErrorCode.UNREACHABLE, "spike dev did not answer", e);
    } catch (TimeoutException e) {
      throw new SpikeException(ErrorCode.UNREACHABLE,
          "spike dev did not answer within %d s".formatted(TIMEOUT.toSeconds()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SpikeException(ErrorCode.UNREACHABLE, "interrupted", e);
    }
  }

  private static SocketChannel connect(DevLayout layout, Path socket) throws IOException {
    try {
      // Behind a link lies a path that is short enough.
      return SocketChannel.open(UnixDomainSocketAddress.of(socket.toRealPath()));
    } catch (SocketException e) {
      throw notRunning(layout);
    }
  }

  private static SpikeException notRunning(DevLayout layout) {
    return new SpikeException(ErrorCode.UNREACHABLE,
        "no spike dev runs in %s; start it with: spike dev --data %s"
            .formatted(layout.data(), DevConfig.quote(layout.data().toString())));
  }

  private static void read(SocketChannel connection, CompletableFuture<String> answer) {
    try {
      byte[] bytes = Channels.newInputStream(connection).readAllBytes();
      answer.complete(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      answer.completeExceptionally(e);
    }
  }
}
