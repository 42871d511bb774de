// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Bounds what clients can make the server keep of requests whose heads they do not end: a header of
 * five bytes takes thirty times as much memory. Beyond the bound the connections are cut off whose heads
 * have been under way for the longest time. Lives on the event loop.
 */
final class UnfinishedHeads {

  private final int maxBytes;
  /** Those with a head under way, the longest first. */
  private final Set<Head> begun = new LinkedHashSet<>();
  private long bytes;

  /**
   * @param maxBytes of all heads under way; at least as long as the longest head
   */
  UnfinishedHeads(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Watches a connection, of which nothing may have been read yet. */
  void watch(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      ChannelHandlerContext vertx = base.channelHandlerContext();
      Head head = new Head(vertx.channel());
      ChannelHandlerContext decoder = vertx.pipeline().context(HttpRequestDecoder.class);
      vertx.pipeline().addBefore(decoder.name(), Head.class.getName(), head);
      vertx.pipeline().addBefore(vertx.name(), Decoded.class.getName(), new Decoded(head));
      vertx.channel().closeFuture().addListener(_ -> head.count(-head.size));
    }
  }

  private void cutOffLongest() {
    Iterator<Head> longest = begun.iterator();
    while (bytes > maxBytes && longest.hasNext()) {
      Head head = longest.next();
      longest.remove();
      bytes -= head.size;
      head.size = 0;
      // At once: until TLS has said goodbye, all of the head would stay in memory.
      head.channel.unsafe().close(head.channel.unsafe().voidPromise());
    }
  }

  /** Sees the bytes of a connection and hands them on, those of each head by themselves. */
  private final class Head extends ChannelInboundHandlerAdapter {

    private final Channel channel;
    private int size;
    private boolean inBody;
    /** Of the piece that was handed on last: what turned out to be of a body. */
    private int ofBody;
    private boolean afterLineEnd;

    Head(Channel channel) {
      this.channel = channel;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (!(message instanceof ByteBuf received)) {
        context.fireChannelRead(message);
        return;
      }
      try {
        while (received.isReadable()) {
          int length = inBody ? received.readableBytes() : toEndOfHead(received);
          if (!inBody) {
            count(length);
          }
          handOn(context, received.readRetainedSlice(length));
        }
      } finally {
        received.release();
      }
      cutOffLongest();
    }

    private void handOn(ChannelHandlerContext context, ByteBuf piece) {
      boolean wasInBody = inBody;
      int length = piece.readableBytes();
      ofBody = 0;
      context.fireChannelRead(piece);
      if (wasInBody && !inBody) {
        // A body with a length has nothing but itself; what is left begins the next head.
        count(length - ofBody);
      }
    }

    /** How long it is to the end of the empty line that ends a head, or to the end of what came. */
    private int toEndOfHead(ByteBuf received) {
      for (int at = received.readerIndex(); at < received.writerIndex(); at++) {
        byte each = received.getByte(at);
        if (each == '\n' && afterLineEnd) {
          afterLineEnd = false;
          return at + 1 - received.readerIndex();
        }
        afterLineEnd = each == '\n' || (each == '\r' && afterLineEnd);
      }
      return received.readableBytes();
    }

    private void count(int more) {
      size += more;
      bytes += more;
      if (size > 0) {
        begun.add(this);
      } else {
        begun.remove(this);
      }
    }

    private void decoded(Object message) {
      if (message instanceof HttpRequest) {
        count(-size);
        inBody = true;
        afterLineEnd = false;
      }
      if (message instanceof HttpContent part) {
        ofBody += part.content().readableBytes();
        inBody = !(part instanceof LastHttpContent);
      }
    }
  }

  /** Sees what the bytes were. */
  private static final class Decoded extends ChannelInboundHandlerAdapter {

    private final Head head;

    Decoded(Head head) {
      this.head = head;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      head.decoded(message);
      if (isCutShort(message)) {
        ReferenceCountUtil.release(message);
      } else {
        context.fireChannelRead(message);
      }
    }

    /** What is left when a connection ends within a head; Netty would warn of each with a trace. */
    private static boolean isCutShort(Object message) {
      return message instanceof HttpRequest request
          && request.decoderResult().cause() instanceof PrematureChannelClosureException;
    }
  }
}
