// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Sees a body that breaks off in a chunk which is none. Vert.x closes such a connection without a
 * word, so that the request is neither answered nor recorded; here it ends like any other body, and
 * whoever gets it asks {@link #isFound}. Netty reads nothing more from the connection by then. Lives on
 * the event loop.
 */
final class BrokenBody extends ChannelInboundHandlerAdapter {

  private boolean found;

  private BrokenBody() {}

  /** Watches a connection, of which nothing may have been read yet. */
  static BrokenBody watch(HttpConnection connection) {
    BrokenBody watch = new BrokenBody();
    if (connection instanceof ConnectionBase base) {
      ChannelHandlerContext vertx = base.channelHandlerContext();
      vertx.pipeline().addBefore(vertx.name(), BrokenBody.class.getName(), watch);
    }
    return watch;
  }

  /** Whether the body that ended last was a broken one, after which there is no other. */
  boolean isFound() {
    return found;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpContent part && !(part instanceof HttpMessage)
        && part.decoderResult().isFailure()) {
      part.release();
      found = true;
      context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
    } else {
      context.fireChannelRead(message);
    }
  }
}
