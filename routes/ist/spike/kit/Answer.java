// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import ist.spike.wire.Reply;
import java.util.function.BooleanSupplier;

/** The answer to one request, sent once. Lives on the event loop. */
final class Answer {

  /**
   * What each answer says besides.
   *
   * @param date tells when
   * @param requestId what the record of the request is found by
   */
  record Stamp(HttpDate date, String requestId) {}

  private final ClientConnection client;
  private final HttpServerResponse response;
  private final BooleanSupplier stopping;
  private final Stamp stamp;
  private boolean ended;
  private boolean closesAfter;
  private Runnable whenEnded = () -> {};

  /**
   * @param stopping whether this is the connection's last answer because the server stops
   * @param stamp what it says besides
   */
  Answer(ClientConnection client, HttpServerResponse response, BooleanSupplier stopping,
      Stamp stamp) {
    this.stamp = stamp;
    this.client = client;
    this.response = response;
    this.stopping = stopping;
  }

  ClientConnection client() {
    return client;
  }

  /** Runs this once when the answer is written or can no longer be. */
  void whenEnded(Runnable then) {
    whenEnded = then;
    response.closeHandler(_ -> end());
  }

  void sendAndClose(Reply reply) {
    send(reply, true);
  }

  void send(Reply reply) {
    send(reply, isLast());
  }

  private boolean isLast() {
    return stopping.getAsBoolean() || client.isToBeRenewed();
  }

  private void send(Reply reply, boolean close) {
    if (response.closed()) {
      end();
      return;
    }
    write(response, reply, close, stamp).onComplete(_ -> {
      end();
      if (close) {
        client.close();
      }
    });
  }

  /** Sends a part of a streamed answer; the first one takes the head of {@code reply} with it. */
  Future<Void> write(Reply reply, Buffer part) {
    if (!response.headWritten()) {
      closesAfter = isLast();
      head(response, reply, closesAfter, stamp).setChunked(true);
    }
    return response.write(part);
  }

  /** Sends the last part of a streamed answer. */
  Future<Void> finish(Buffer rest) {
    return response.end(rest).onComplete(_ -> {
      end();
      if (closesAfter) {
        client.close();
      }
    });
  }

  /** Breaks a streamed answer off, and the connection with it. */
  void abort() {
    client.close();
    end();
  }

  static Future<Void> write(HttpServerResponse response, Reply reply, boolean close,
      Stamp stamp) {
    Buffer body = Buffer.buffer(reply.body());
    // Vert.x gives the answer to HEAD no length by itself; Go does.
    return head(response, reply, close, stamp)
        .putHeader("Content-Length", Integer.toString(body.length())).end(body).onComplete(_ -> {
          // SECURITY: the answer may hold shares or values of secrets.
          Wipe.zero(body);
          reply.forget();
        });
  }

  private static HttpServerResponse head(HttpServerResponse response, Reply reply,
      boolean close, Stamp stamp) {
    response.setStatusCode(reply.status()).putHeader("Content-Type", reply.contentType())
        .putHeader("Date", stamp.date().now())
        .putHeader("X-Request-Id", stamp.requestId());
    reply.headers().forEach(response::putHeader);
    if (close) {
      response.putHeader("Connection", "close");
    }
    return response;
  }

  private void end() {
    if (!ended) {
      ended = true;
      whenEnded.run();
    }
  }
}
