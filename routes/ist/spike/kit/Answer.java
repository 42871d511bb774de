// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import ist.spike.wire.Reply;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** The answer to one request, sent once. Lives on the event loop. */
final class Answer {

  private final ClientConnection client;
  private final HttpServerResponse response;
  private boolean ended;
  private Runnable whenEnded = () -> {};

  Answer(ClientConnection client, HttpServerResponse response) {
    this.client = client;
    this.response = response;
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

  void send(Reply reply, boolean last) {
    if (response.closed()) {
      end();
      return;
    }
    boolean close = last || client.isToBeRenewed();
    write(response, reply, close).onComplete(_ -> {
      end();
      if (close) {
        client.close();
      }
    });
  }

  static Future<Void> write(HttpServerResponse response, Reply reply, boolean close) {
    response.setStatusCode(reply.status()).putHeader("Content-Type", reply.contentType())
        .putHeader("Date",
            DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
    reply.headers().forEach(response::putHeader);
    if (close) {
      response.putHeader("Connection", "close");
    }
    return response.end(Buffer.buffer(reply.body()));
  }

  private void end() {
    if (!ended) {
      ended = true;
      whenEnded.run();
    }
  }
}
