// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Bounds the sockets whose clients have not shaken hands, of whom nobody knows who they are. One more
 * takes the place of one chosen at random: a crowd that is silent then cannot keep others out, as it
 * could if the newest were refused, and of a crowd that is honest the longest waiting, which are served
 * next, do not all lose their places.
 */
final class HandshakeGate extends ChannelInboundHandlerAdapter {

  /** Sockets that lose their places take a moment to close; until then there are so many at most. */
  static final int SOCKETS_PER_PLACE = 2;

  private final int places;
  private final List<Channel> waiting = new ArrayList<>();
  private final Set<Channel> leaving = new HashSet<>();

  /**
   * @param places how many may shake hands at a time
   */
  HandshakeGate(int places) {
    this.places = places;
  }

  /** A Vert.x whose one server has this gate. */
  Vertx vertx(VertxOptions options) {
    return new VertxBuilder(options).findTransport(new GatedTransport(this)).init().vertx();
  }

  /** Says that a client has shaken hands. */
  void passed(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      leave(base.channel());
    }
  }

  /** Sees each socket when it is accepted, always on the same thread. */
  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof Channel accepted && !enter(accepted)) {
      // No event loop has it yet, so there is nothing to tell and nobody to wait for.
      accepted.unsafe().closeForcibly();
      return;
    }
    context.fireChannelRead(message);
  }

  private synchronized boolean enter(Channel accepted) {
    if (waiting.size() + leaving.size() >= places * SOCKETS_PER_PLACE) {
      return false;
    }
    if (waiting.size() >= places) {
      Channel loser = waiting.remove(ThreadLocalRandom.current().nextInt(waiting.size()));
      leaving.add(loser);
      close(loser);
    }
    waiting.add(accepted);
    accepted.closeFuture().addListener(_ -> leave(accepted));
    return true;
  }

  private synchronized void leave(Channel channel) {
    waiting.remove(channel);
    leaving.remove(channel);
  }

  /** Without TLS's goodbye, for which Netty would wait seconds. */
  private static void close(Channel channel) {
    channel.eventLoop().execute(() -> channel.unsafe().close(channel.unsafe().voidPromise()));
  }

  /** Vert.x has no other place where an accepted socket can be seen before its handshake. */
  private static final class GatedTransport extends JDKTransport {

    private final HandshakeGate gate;

    GatedTransport(HandshakeGate gate) {
      this.gate = gate;
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket,
        ServerBootstrap bootstrap) {
      super.configure(options, domainSocket, bootstrap);
      bootstrap.handler(gate);
    }
  }
}
