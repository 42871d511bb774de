// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * Calls FetchX509SVID of a Workload API and takes the first message of its answer, in a bounded time.
 * A process that lives for a tenth of a second loads this in no time; a gRPC library takes longer
 * than everything else it does.
 */
final class WorkloadApiCall implements Http2Frames.Connection, AutoCloseable {

  private static final int NANOS_PER_MS = 1_000_000;

  private final SocketChannel channel;
  private final Selector selector;
  private final long deadlineNanos;
  private final ByteBuffer in =
      ByteBuffer.allocate(Http2Frames.FRAME_HEADER_BYTES + Http2Frames.MAX_FRAME_BYTES).flip();

  private WorkloadApiCall(SocketChannel channel, Selector selector, Duration timeout) {
    this.channel = channel;
    this.selector = selector;
    this.deadlineNanos = System.nanoTime() + timeout.toNanos();
  }

  /**
   * The first message of the answer, an X509SVIDResponse. It holds a private key; the caller zeroes
   * it.
   *
   * @throws IOException when there is none within the time, or it is not as it must be
   */
  static byte[] fetch(SocketAddress address, Duration timeout) throws IOException {
    try (SocketChannel channel = open(address); Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      try (WorkloadApiCall call = new WorkloadApiCall(channel, selector, timeout)) {
        call.connect(address);
        return new Http2Frames(call).call();
      }
    }
  }

  /** Zeroes what was read last: it may hold a private key. */
  @Override
  public void close() {
    in.clear().put(new byte[in.capacity()]);
  }

  @Override
  public ByteBuffer take(int count) throws IOException {
    if (in.remaining() < count) {
      in.compact();
      try {
        readUntil(count);
      } finally {
        in.flip();
      }
    }
    ByteBuffer taken = in.slice(in.position(), count);
    in.position(in.position() + count);
    return taken;
  }

  /** All we ever send fits into the socket's buffer many times, unless nobody reads there. */
  @Override
  public void send(ByteBuffer frames) throws IOException {
    channel.write(frames);
    if (frames.hasRemaining()) {
      throw new IOException("what we send is not taken");
    }
  }

  private static SocketChannel open(SocketAddress address) throws IOException {
    return address instanceof UnixDomainSocketAddress
        ? SocketChannel.open(StandardProtocolFamily.UNIX)
        : SocketChannel.open();
  }

  private void connect(SocketAddress address) throws IOException {
    // A local socket takes or refuses at once, also when too many wait there to be taken.
    boolean connected = channel.connect(address);
    SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
    while (!connected) {
      await();
      connected = channel.finishConnect();
    }
    key.interestOps(SelectionKey.OP_READ);
  }

  private void readUntil(int count) throws IOException {
    while (in.position() < count) {
      int read = channel.read(in);
      if (read < 0) {
        throw new EOFException("it closed the connection before its answer was whole");
      }
      if (read == 0) {
        await();
      }
    }
  }

  private void await() throws IOException {
    long leftMs = (deadlineNanos - System.nanoTime()) / NANOS_PER_MS;
    if (leftMs <= 0) {
      throw new IOException("it does not answer");
    }
    selector.select(leftMs);
    selector.selectedKeys().clear();
  }
}
