// SPDX-License-Identifier: Apache-2.0
package ist.spike.peer;

import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/** Sends an array itself. The JDK's publisher sends a copy, which nobody can zero when it held a share. */
record BodyPublisher(ByteBuffer body) implements HttpRequest.BodyPublisher {

  static HttpRequest.BodyPublisher of(byte[] body) {
    return body.length == 0
        ? HttpRequest.BodyPublishers.noBody()
        : new BodyPublisher(ByteBuffer.wrap(body));
  }

  @Override
  public long contentLength() {
    return body.remaining();
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    subscriber.onSubscribe(new Once(subscriber, body.duplicate()));
  }

  /** Gives its one buffer at the first request. */
  private static final class Once implements Flow.Subscription {

    private final Flow.Subscriber<? super ByteBuffer> subscriber;
    private final ByteBuffer body;
    private final AtomicBoolean done = new AtomicBoolean();

    Once(Flow.Subscriber<? super ByteBuffer> subscriber, ByteBuffer body) {
      this.subscriber = subscriber;
      this.body = body;
    }

    @Override
    public void request(long count) {
      if (done.compareAndSet(false, true)) {
        if (count <= 0) {
          subscriber.onError(new IllegalArgumentException("at least one buffer is asked for"));
          return;
        }
        subscriber.onNext(body);
        subscriber.onComplete();
      }
    }

    @Override
    public void cancel() {
      done.set(true);
    }
  }
}
