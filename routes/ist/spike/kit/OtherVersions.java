// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Set;

/**
 * Marks requests of versions that the server does not speak as malformed. Vert.x answers them by itself
 * instead, so that nothing is recorded.
 */
final class OtherVersions extends ChannelInboundHandlerAdapter {

  private static final Set<HttpVersion> SPOKEN = Set.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_1_0);

  private OtherVersions() {}

  /** Watches a connection, of which nothing may have been read yet. */
  static void mark(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      ChannelHandlerContext vertx = base.channelHandlerContext();
      vertx.pipeline().addBefore(vertx.name(), OtherVersions.class.getName(), new OtherVersions());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request && !SPOKEN.contains(request.protocolVersion())) {
      request.setDecoderResult(DecoderResult.failure(
          new IllegalArgumentException("not a version of HTTP that is spoken here")));
      request.setProtocolVersion(HttpVersion.HTTP_1_1);
    }
    context.fireChannelRead(message);
  }
}
