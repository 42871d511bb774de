// SPDX-License-Identifier: Apache-2.0
package ist.spike.peer;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.identity.SvidSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Calls peers whose SPIFFE ID we expect, with our own SVID: mutual TLS, HTTP/1.1, no proxy, no
 * redirects, no session resumption, bounded answers, every wait bounded.
 *
 * <p>Connections are kept for further calls until our SVID or a trust bundle changes, or until they
 * have their age; calls under way finish on the old ones. May be used by many threads.
 */
public final class PeerClient implements AutoCloseable {

  /** The largest answer taken, in bytes, unless said otherwise: a list of many paths. */
  public static final int MAX_ANSWER_BYTES = 16 * 1024 * 1024;

  private final SvidSource source;
  private final Predicate<SpiffeId> expectedServer;
  private final PeerTimeouts timeouts;
  private final int maxAnswerBytes;
  private Optional<Connections> connections = Optional.empty();
  private boolean closed;

  /** A client that takes answers of up to {@link #MAX_ANSWER_BYTES}. */
  public PeerClient(SvidSource source, Predicate<SpiffeId> expectedServer,
      PeerTimeouts timeouts) {
    this(source, expectedServer, timeouts, MAX_ANSWER_BYTES);
  }

  /**
   * @param source our SVID and the trust bundles, asked anew for each connection; not closed by us
   * @param expectedServer which peers we talk to
   * @param timeouts for connections
   * @param maxAnswerBytes the largest answer taken
   */
  public PeerClient(SvidSource source, Predicate<SpiffeId> expectedServer, PeerTimeouts timeouts,
      int maxAnswerBytes) {
    this.source = source;
    this.expectedServer = expectedServer;
    this.timeouts = timeouts;
    this.maxAnswerBytes = maxAnswerBytes;
  }

  /** Posts a JSON body and waits for the whole answer, whatever its status. */
  public PeerAnswer post(URI base, String target, byte[] body, Duration timeout)
      throws PeerException {
    return post(PeerRequest.json(base, target, body), timeout);
  }

  /**
   * Posts and waits for the whole answer, whatever its status.
   *
   * @param timeout for everything, from connecting to the last byte of the answer
   * @throws PeerException when there is no usable answer
   */
  public PeerAnswer post(PeerRequest request, Duration timeout) throws PeerException {
    HttpRequest http = HttpRequest.newBuilder(request.uri()).timeout(timeout)
        .header("Content-Type", request.contentType())
        .POST(BodyPublisher.of(request.body())).build();
    HttpResponse<byte[]> answer =
        new PendingCall(request.base(), timeout, timeouts.connect()).await(send(http));
    return new PeerAnswer(answer.statusCode(),
        answer.headers().firstValue("content-type").orElse(""), answer.body());
  }

  /**
   * The same for a share, on a connection of its own: one that is kept has what went over it last in its buffers, for as
   * long as it is open.
   */
  public PeerAnswer postShare(URI base, String target, byte[] body, Duration timeout)
      throws PeerException {
    requireOpen();
    return new BriefClient(source, expectedServer, timeouts.connect(), Optional.empty())
        .takingAtMost(maxAnswerBytes).post(PeerRequest.json(base, target, body), timeout);
  }

  /** Closes idle connections now and the others after their calls. */
  @Override
  public synchronized void close() {
    closed = true;
    connections.ifPresent(Connections::retire);
    connections = Optional.empty();
  }

  /** Under the lock, so that nobody retires the connections before the call has begun on them. */
  private synchronized CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request) {
    return lease().sendAsync(request,
        BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxAnswerBytes));
  }

  private synchronized void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the client is closed");
    }
  }

  private HttpClient lease() {
    requireOpen();
    long generation = source.generation();
    Connections usable = connections.filter(held -> held.isFresh(generation)).orElse(null);
    if (usable == null) {
      connections.ifPresent(Connections::retire);
      usable = Connections.open(source, expectedServer, timeouts);
      connections = Optional.of(usable);
    }
    return usable.client();
  }
}
