// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Reply;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A body on its way from the worker that makes it to the event loop that sends it. The worker waits
 * until the client has taken a chunk, so a slow client holds one chunk in memory and no more; one that
 * takes nothing for too long is cut off. A body of one chunk is sent with its length, as Go does.
 */
final class AnswerStream extends OutputStream {

  static final int CHUNK_SIZE_BYTES = 16 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(AnswerStream.class);

  private final Answer answer;
  private final Reply reply;
  private final Context loop;
  private final Duration patience;
  private final byte[] chunk = new byte[CHUNK_SIZE_BYTES];
  private int size;
  private boolean begun;

  /**
   * @param patience how long the client may take for one chunk
   */
  AnswerStream(Answer answer, Reply reply, Context loop, Duration patience) {
    this.answer = answer;
    this.reply = reply;
    this.loop = loop;
    this.patience = patience;
  }

  /** Makes and sends the whole answer; on a worker, which waits. */
  void send(Reply.Stream stream) {
    try {
      stream.writer().writeTo(this);
      finish();
    } catch (IOException | RuntimeException | Error e) {
      // An Error, too: else the client would wait, and count as served, for ever.
      fail(stream, e);
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[]{(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      if (size == chunk.length) {
        sendChunk();
      }
      int part = Math.min(length - done, chunk.length - size);
      System.arraycopy(bytes, offset + done, chunk, size, part);
      size += part;
      done += part;
    }
  }

  private void sendChunk() throws IOException {
    Buffer full = taken();
    begun = true;
    await(() -> answer.write(reply, full));
  }

  private void finish() throws IOException {
    Buffer rest = taken();
    if (begun) {
      await(() -> answer.finish(rest));
    } else {
      loop.runOnContext(_ -> answer.send(reply.withBody(rest.getBytes())));
    }
  }

  private void fail(Reply.Stream stream, Throwable failure) {
    boolean known = failure instanceof SpikeException;
    if (!(failure instanceof IOException || failure instanceof UncheckedIOException)) {
      // SECURITY: the message of an unknown exception may quote what is sent; only its type is
      // logged.
      LOG.error("a streamed answer failed: operation={} error={}", stream.operation().routeId(),
          known ? failure.getMessage() : failure.getClass().getName());
    }
    if (begun) {
      // The client sees a body that does not end, which is the only way left to say that it failed.
      loop.runOnContext(_ -> answer.abort());
    } else {
      ErrorCode code =
          failure instanceof SpikeException spike ? spike.code() : ErrorCode.INTERNAL;
      loop.runOnContext(_ -> answer.send(Reply.failure(stream.operation(), code)));
    }
  }

  private Buffer taken() {
    Buffer taken = Buffer.buffer(size).appendBytes(chunk, 0, size);
    size = 0;
    return taken;
  }

  private void await(Supplier<Future<Void>> step) throws IOException {
    CompletableFuture<Void> taken = new CompletableFuture<>();
    loop.runOnContext(_ -> step.get().onComplete(result -> {
      if (result.succeeded()) {
        taken.complete(null);
      } else {
        taken.completeExceptionally(result.cause());
      }
    }));
    try {
      taken.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException("the client is gone", e);
    } catch (TimeoutException e) {
      throw new IOException("the client took nothing for " + patience.toMillis() + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped while sending an answer", e);
    }
  }
}
