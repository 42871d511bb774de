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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A body on its way from the worker that makes it to the event loop that sends it. The worker waits
 * until the client has taken a chunk, so a slow client holds one chunk in memory and no more; one that
 * takes nothing for too long is cut off. A body of one chunk is sent with its length, as Go does. What
 * comes of it is written down when the first chunk is whole, the last moment in which it can be a
 * failure instead.
 */
final class AnswerStream extends OutputStream {

  static final int CHUNK_SIZE_BYTES = 16 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(AnswerStream.class);

  private final Way way;
  private final Reply reply;
  private final Function<Reply, Optional<Reply>> record;
  private final byte[] chunk = new byte[CHUNK_SIZE_BYTES];
  private int size;
  private boolean begun;

  /**
   * The way to the client.
   *
   * @param loop the event loop on which the answer lives
   * @param patience how long the client may take for one chunk
   */
  record Way(Answer answer, Context loop, Duration patience) {

    /** Sends a whole answer; nothing and no more where there is none. */
    void send(Optional<Reply> whole) {
      loop.runOnContext(
          _ -> whole.ifPresentOrElse(answer::send, () -> answer.client().cutOff()));
    }
  }

  /** What was to be sent could not be written down, and the client has been told or cut off. */
  private static final class UnrecordedException extends IOException {

    private static final long serialVersionUID = 1L;
  }

  /**
   * @param record writes down what comes of the request, and gives what is to be sent then; nothing
   *     when nothing may be sent
   */
  AnswerStream(Way way, Reply reply, Function<Reply, Optional<Reply>> record) {
    this.way = way;
    this.reply = reply;
    this.record = record;
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
    if (!begun) {
      writeDown();
      begun = true;
    }
    await(() -> way.answer().write(reply, full));
  }

  private void finish() throws IOException {
    Buffer rest = taken();
    if (begun) {
      await(() -> way.answer().finish(rest));
    } else {
      writeDown();
      way.send(Optional.of(reply.withBody(rest.getBytes())));
    }
  }

  private void writeDown() throws UnrecordedException {
    Optional<Reply> told = record.apply(reply);
    if (told.filter(each -> each.stream().isPresent()).isEmpty()) {
      way.send(told);
      throw new UnrecordedException();
    }
  }

  private void fail(Reply.Stream stream, Throwable failure) {
    if (failure instanceof UnrecordedException) {
      return;
    }
    boolean known = failure instanceof SpikeException;
    if (!(failure instanceof IOException || failure instanceof UncheckedIOException)) {
      // SECURITY: the message of an unknown exception may quote what is sent; only its type is
      // logged.
      LOG.error("a streamed answer failed: operation={} error={}", stream.operation().routeId(),
          known ? failure.getMessage() : failure.getClass().getName());
    }
    if (begun) {
      // The client sees a body that does not end, which is the only way left to say that it failed.
      way.loop().runOnContext(_ -> way.answer().abort());
    } else {
      ErrorCode code =
          failure instanceof SpikeException spike ? spike.code() : ErrorCode.INTERNAL;
      way.send(record.apply(Reply.failure(stream.operation(), code)));
    }
  }

  private Buffer taken() {
    Buffer taken = Buffer.buffer(size).appendBytes(chunk, 0, size);
    size = 0;
    return taken;
  }

  private void await(Supplier<Future<Void>> step) throws IOException {
    CompletableFuture<Void> taken = new CompletableFuture<>();
    way.loop().runOnContext(_ -> step.get().onComplete(result -> {
      if (result.succeeded()) {
        taken.complete(null);
      } else {
        taken.completeExceptionally(result.cause());
      }
    }));
    try {
      taken.get(way.patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException("the client is gone", e);
    } catch (TimeoutException e) {
      throw new IOException("the client took nothing for " + way.patience().toMillis() + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped while sending an answer", e);
    }
  }
}
