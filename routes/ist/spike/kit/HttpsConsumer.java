// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.Reply;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the route once per request. It listens from start to stop, and stop waits for requests. */
final class HttpsConsumer extends DefaultConsumer implements PlatformHttpConsumer {

  private static final Logger LOG = LoggerFactory.getLogger(HttpsConsumer.class);

  private final HttpsEngine engine;
  private Optional<HttpsServer> server = Optional.empty();

  HttpsConsumer(PlatformHttpEndpoint endpoint, Processor processor, HttpsEngine engine) {
    super(endpoint, processor);
    this.engine = engine;
  }

  @Override
  public PlatformHttpEndpoint getEndpoint() {
    return (PlatformHttpEndpoint) super.getEndpoint();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    server = Optional.of(engine.listen(this));
  }

  @Override
  protected void doStop() throws Exception {
    server.ifPresent(HttpsServer::close);
    server = Optional.empty();
    super.doStop();
  }

  /** What the route leaves in the body; 500 without details when it is no answer. */
  Reply answer(HttpRequest request) {
    Exchange exchange = createExchange(false);
    try {
      exchange.getMessage().setBody(request);
      createUoW(exchange);
      getProcessor().process(exchange);
      Exception failure = exchange.getException();
      if (failure != null) {
        throw failure;
      }
      if (exchange.getMessage().getBody() instanceof Reply reply) {
        return reply;
      }
      LOG.error("a route left no answer: path={}", request.path());
    } catch (Exception e) {
      // SECURITY: the message may quote the request; only the type goes to the log.
      LOG.error("a route failed: path={} error={}", request.path(), e.getClass().getName());
    } finally {
      doneUoW(exchange);
      releaseExchange(exchange, false);
    }
    return Reply.failure(ErrorCode.INTERNAL);
  }
}
