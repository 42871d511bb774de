// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A SPIFFE Workload API on one unix domain socket: whoever may open the socket is the workload. */
final class WorkloadApiServer implements AutoCloseable {
  private static final int MAX_CALLS_PER_CONNECTION = 100;
  private static final long STOP_TIMEOUT_MS = 2_000;

  private final SocketFile socket;
  private final Server server;

  private WorkloadApiServer(SocketFile socket, Server server) {
    this.socket = socket;
    this.server = server;
  }

  /** Serves on the socket with the group's threads. */
  static WorkloadApiServer start(SocketFile socket, BindableService service, EventLoopGroup group)
      throws IOException {
    socket.removeStale();
    Server server =
        NettyServerBuilder.forAddress(new DomainSocketAddress(socket.bindPath().toFile()))
            .channelType(EpollServerDomainSocketChannel.class)
            .bossEventLoopGroup(group)
            .workerEventLoopGroup(group)
            .directExecutor()
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
            .intercept(new SecurityHeader())
            .addService(service)
            .build()
            .start();
    socket.publish();
    return new WorkloadApiServer(socket, server);
  }

  /** The path to give to a client: short enough for a socket address. */
  Path path() {
    return socket.bindPath();
  }

  @Override
  public void close() throws IOException {
    server.shutdownNow();
    try {
      server.awaitTermination(STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    socket.removeStale();
  }

  /**
   * SECURITY: refuses calls without {@code workload.spiffe.io: true} (SPIFFE Workload Endpoint,
   * section 6.1), so that nobody is led by a forged request of a proxy into handing out an SVID.
   */
  private static final class SecurityHeader implements ServerInterceptor {
    private static final Metadata.Key<String> HEADER =
        Metadata.Key.of("workload.spiffe.io", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      if ("true".equals(headers.get(HEADER))) {
        return next.startCall(call, headers);
      }
      call.close(
          Status.INVALID_ARGUMENT.withDescription("security header missing from request"),
          new Metadata());
      return new ServerCall.Listener<>() {
      };
    }
  }
}
