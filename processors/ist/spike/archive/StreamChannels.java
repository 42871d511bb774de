// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** Streams as channels, whole buffers at a time: the JDK's own adapters go in steps of 8 KB. */
final class StreamChannels {

  private StreamChannels() {}

  /** Writes each buffer in one call. */
  static final class Writing implements WritableByteChannel {

    private final OutputStream stream;
    private boolean open = true;

    Writing(OutputStream stream) {
      this.stream = stream;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      int size = source.remaining();
      if (source.hasArray()) {
        stream.write(source.array(), source.arrayOffset() + source.position(), size);
        source.position(source.limit());
      } else {
        byte[] copy = new byte[size];
        source.get(copy);
        stream.write(copy);
      }
      return size;
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() throws IOException {
      open = false;
      stream.close();
    }
  }

  /** Fills each buffer, or stops at the end of the stream. */
  static final class Reading implements ReadableByteChannel {

    private final InputStream stream;
    private boolean open = true;

    Reading(InputStream stream) {
      this.stream = stream;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      if (!target.hasRemaining()) {
        return 0;
      }
      byte[] bytes = stream.readNBytes(target.remaining());
      target.put(bytes);
      return bytes.length == 0 ? -1 : bytes.length;
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() throws IOException {
      open = false;
      stream.close();
    }
  }
}
