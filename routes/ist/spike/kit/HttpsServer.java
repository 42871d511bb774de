// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import ist.spike.config.ListenAddress;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Reply;
import ist.spike.wire.SpikeException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP/1.1 over mutual TLS. One event loop moves bytes and answers what is quick, handshakes are
 * computed beside it, and every other request is worked on by a virtual thread of its own.
 */
final class HttpsServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpsServer.class);
  /** Of a head, and of what may follow a chunked body. */
  private static final int MAX_HEADER_BYTES = 8 * 1024;
  private static final int MAX_TARGET_BYTES = 8 * 1024;
  /** Of all heads that are begun and not ended. */
  private static final int MAX_HEAD_BYTES = 1024 * 1024;
  private static final int EVENT_LOOPS = 1;
  private static final Duration SWEEP_INTERVAL = Duration.ofMillis(250);
  private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final PeerGuard guard;
  private final HttpsLimits limits;
  private final Work work;
  private final HandshakeGate gate;
  private final Vertx vertx;
  private final HttpServer server;
  private final ExecutorService workers = Executors.newThreadPerTaskExecutor(
      Thread.ofVirtual().name("request-", 0).factory());
  private final OpenConnections connections;
  private final UnfinishedHeads heads = new UnfinishedHeads(MAX_HEAD_BYTES);
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private final InFlight requests;
  private final RequestIds ids = new RequestIds();
  private final HttpDate date = new HttpDate();
  private volatile boolean stopping;

  private HttpsServer(PeerGuard guard, HttpsLimits limits, Work work) {
    this.guard = guard;
    this.limits = limits;
    this.work = work;
    this.connections = new OpenConnections(limits.maxConnections());
    this.requests = new InFlight(limits);
    int processors = Runtime.getRuntime().availableProcessors();
    this.gate = new HandshakeGate(limits.handshakes().max());
    this.vertx = gate.vertx(Reactors.options(EVENT_LOOPS, processors));
    this.server = vertx.createHttpServer(guard.secure(new HttpServerOptions()
        .setMaxHeaderSize(MAX_HEADER_BYTES).setMaxInitialLineLength(MAX_TARGET_BYTES)
        .setSslHandshakeTimeout(limits.handshakes().timeout().toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setHandle100ContinueAutomatically(true)));
  }

  /**
   * Listens until closed.
   *
   * @throws SpikeException when it cannot listen there
   */
  static HttpsServer start(ListenAddress address, PeerGuard guard, HttpsLimits limits,
      Work work) {
    TlsHygiene.apply();
    HttpsServer opened = new HttpsServer(guard, limits, work);
    try {
      opened.listen(address);
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  int port() {
    return server.actualPort();
  }

  /** Lets requests under way finish, bounded, then closes everything. */
  @Override
  public void close() {
    vertx.runOnContext(_ -> stopTaking());
    await(drained, DRAIN_TIMEOUT, "requests were still under way at the end");
    await(server.close(), CLOSE_TIMEOUT, "the listener did not close in time");
    workers.shutdown();
    await(vertx.close(), CLOSE_TIMEOUT, "the event loop did not end in time");
  }

  private void listen(ListenAddress address) {
    server.connectionHandler(this::greet).requestHandler(this::take)
        .invalidRequestHandler(this::refuseMalformed);
    try {
      server.listen(address.port(), address.host()).toCompletionStage().toCompletableFuture()
          .get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new SpikeException(ErrorCode.BAD_SETTING, "cannot listen on " + address.host() + ":"
          + address.port() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SpikeException(ErrorCode.INTERNAL, "stopped while starting to listen", e);
    }
    vertx.setPeriodic(SWEEP_INTERVAL.toMillis(), _ -> connections.sweep());
  }

  private void greet(HttpConnection connection) {
    gate.passed(connection);
    if (stopping || !connections.hasRoom()) {
      connection.close();
      return;
    }
    try {
      connections.add(connection, new ClientConnection(connection,
          guard.admit(connection.sslSession()), limits.headerTimeout()));
      heads.watch(connection);
    } catch (CertificateException | SSLPeerUnverifiedException e) {
      LOG.debug("refused a client: {}", e.getMessage());
      connection.close();
    }
  }

  private void take(HttpServerRequest request) {
    ClientConnection client = connections.find(request.connection());
    if (client == null) {
      request.connection().close();
      return;
    }
    if (!client.begin()) {
      client.cutOff();
      return;
    }
    boolean chunked = WireRules.isChunked(request.headers());
    HttpRequest call = HttpRequest.of(request, client.peer().id(), ids.next());
    Answer answer = new Answer(client, request.response(), () -> stopping || chunked,
        new Answer.Stamp(date, call.trace().id()));
    InFlight.Place place = requests.enter(client.peer().id());
    answer.whenEnded(() -> ended(client, place));
    client.awaitAnswerTaken(limits.answerTimeout());
    if (!WireRules.hold(request)) {
      refuse(call, ErrorCode.BAD_REQUEST, client, answer::sendAndClose);
    } else if (!place.isWithinAll()) {
      refuse(call, ErrorCode.BUSY, client, answer::sendAndClose);
    } else {
      client.awaitBody(limits.headerTimeout());
      int maxBytes = place.isWithinOwn() ? limits.bodies().maxBytes() : 0;
      BodyReader.read(request, maxBytes, place::takes, body -> {
        client.awaitAnswerTaken(limits.answerTimeout());
        if (place.isWithinOwn()) {
          begin(call, body, new Turn(answer, place, vertx.getOrCreateContext()));
        } else {
          place.drop();
          refuse(call, ErrorCode.BUSY, client, answer::send);
        }
      });
    }
  }

  /** An answer that is to be made, the place of its request, and the event loop they live on. */
  private record Turn(Answer answer, InFlight.Place place, Context loop) {}

  private void begin(HttpRequest head, Optional<byte[]> body, Turn turn) {
    Answer answer = turn.answer();
    if (body.isEmpty() || answer.client().isBodyBroken()) {
      refuse(head, ErrorCode.BAD_REQUEST, answer.client(), answer::sendAndClose);
      return;
    }
    try {
      answer.client().verifyAgain(guard);
    } catch (CertificateException e) {
      LOG.debug("refused a client: {}", e.getMessage());
      refuse(head, ErrorCode.UNAUTHORIZED, answer.client(), answer::sendAndClose);
      return;
    }
    answer.client().work();
    HttpRequest call = head.withBody(body.get());
    turn.place().share();
    if (work.quick().test(call)) {
      make(call, turn, Runnable::run);
    } else {
      workers.execute(() -> make(call, turn, task -> turn.loop().runOnContext(_ -> task.run())));
    }
  }

  /** Works on a request on this thread, and sees to it that it is answered on the event loop. */
  private void make(HttpRequest call, Turn turn, Consumer<Runnable> onLoop) {
    Optional<Reply> made = work.decide(call);
    switch (made.flatMap(Reply::rest).orElse(null)) {
      case null -> onLoop.accept(() -> finish(call, turn, made));
      case Reply.Later later -> later.whole().whenComplete((whole, failure) -> {
        Optional<Reply> settled = work.settle(call, later.operation(), whole, failure);
        turn.loop().runOnContext(_ -> finish(call, turn, settled));
      });
      case Reply.Stream stream -> {
        try {
          new AnswerStream(new AnswerStream.Way(turn.answer(), turn.loop(), limits.idleTimeout()),
              made.orElseThrow(), outcome -> work.record(call, outcome)).send(stream);
        } finally {
          onLoop.accept(() -> leave(turn.place()));
        }
      }
    }
  }

  /** Sends what was made of a request, and cuts the client off when that is nothing. */
  private void finish(HttpRequest call, Turn turn, Optional<Reply> made) {
    made.ifPresentOrElse(reply -> send(call, turn, reply), turn.answer().client()::cutOff);
    leave(turn.place());
  }

  private void send(HttpRequest call, Turn turn, Reply reply) {
    Answer answer = turn.answer();
    turn.place().drop();
    answer.client().awaitAnswerTaken(limits.answerTimeout());
    if (turn.place().takes(reply.body().length)) {
      answer.send(reply);
    } else {
      // Clients that do not take their answers have left no memory for this one.
      reply.forget();
      refuse(call, ErrorCode.BUSY, answer.client(), answer::send);
    }
  }

  private void ended(ClientConnection client, InFlight.Place place) {
    client.answered(limits);
    leave(place);
  }

  private void leave(InFlight.Place place) {
    place.leave();
    if (stopping && requests.isNone()) {
      drained.complete(null);
    }
  }

  private void stopTaking() {
    stopping = true;
    connections.closeIdle();
    if (requests.isNone()) {
      drained.complete(null);
    }
  }

  private void refuseMalformed(HttpServerRequest request) {
    ClientConnection client = connections.find(request.connection());
    if (client == null) {
      request.connection().close();
      return;
    }
    HttpRequest call = HttpRequest.unreadable(client.peer().id(), ids.next());
    Answer.Stamp stamp = new Answer.Stamp(date, call.trace().id());
    refuse(call, ErrorCode.BAD_REQUEST, client,
        reply -> Answer.write(request.response(), reply, true, stamp)
            .onComplete(_ -> request.connection().close()));
  }

  /** Answers what never gets to a route, once that is written down. */
  private void refuse(HttpRequest call, ErrorCode code, ClientConnection client,
      Consumer<Reply> send) {
    Context loop = vertx.getOrCreateContext();
    workers.execute(() -> {
      Optional<Reply> reply = work.refuse(call, code);
      loop.runOnContext(_ -> reply.ifPresentOrElse(send, client::cutOff));
    });
  }

  private static void await(Future<Void> end, Duration timeout, String late) {
    await(end.toCompletionStage().toCompletableFuture(), timeout, late);
  }

  private static void await(CompletableFuture<Void> end, Duration timeout, String late) {
    try {
      end.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn(late);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
