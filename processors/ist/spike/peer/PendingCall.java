// SPDX-License-Identifier: Apache-2.0
package ist.spike.peer;

import ist.spike.peer.PeerException.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Waits for one answer and says what went wrong if there is none.
 *
 * @param peer where the call goes
 * @param timeout for the whole answer: the client's own ends with the headers
 * @param connect for a connection alone
 */
record PendingCall(URI peer, Duration timeout, Duration connect) {

  /** How {@code BodyHandlers.limiting} begins the message of its plain IOException. */
  private static final String TOO_LARGE = "body exceeds capacity";

  HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> answer)
      throws PeerException {
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw timedOut(e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new PeerException(Reason.INTERRUPTED, peer, "the call was given up", e);
    } catch (ExecutionException e) {
      throw explain(e.getCause() == null ? e : e.getCause());
    }
  }

  PeerException timedOut(Throwable cause) {
    return new PeerException(Reason.TIMEOUT, peer,
        "no answer within " + timeout.toMillis() + " ms", cause);
  }

  PeerException explain(Throwable failure) {
    // Before TLS: when the time ends during a handshake, that is how the handshake fails.
    if (find(HttpTimeoutException.class, failure).isPresent()) {
      return explainLate(failure);
    }
    Optional<SSLException> tls = find(SSLException.class, failure);
    if (tls.isPresent()) {
      return new PeerException(Reason.REFUSED, peer, "TLS failed: " + deepest(tls.get()), failure);
    }
    if (find(ConnectException.class, failure).isPresent()
        || find(UnresolvedAddressException.class, failure).isPresent()
        || find(UnknownHostException.class, failure).isPresent()) {
      return cannotConnect(failure);
    }
    if (find(IOException.class, failure).filter(PendingCall::isTooLarge).isPresent()) {
      return new PeerException(Reason.TOO_LARGE, peer, "the answer is too large", failure);
    }
    return new PeerException(Reason.BROKEN, peer, "the connection broke: " + failure, failure);
  }

  /** The JDK speaks of connecting, too, when it is the whole call that has no time left meanwhile. */
  private PeerException explainLate(Throwable failure) {
    boolean connecting = find(HttpConnectTimeoutException.class, failure).isPresent();
    return connecting && connect.compareTo(timeout) < 0
        ? cannotConnect(failure)
        : timedOut(failure);
  }

  private PeerException cannotConnect(Throwable failure) {
    return new PeerException(Reason.CANNOT_CONNECT, peer, "cannot connect", failure);
  }

  private static boolean isTooLarge(IOException failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof AnswerReader.TooLargeException
          || String.valueOf(each.getMessage()).startsWith(TOO_LARGE)) {
        return true;
      }
    }
    return false;
  }

  private static String deepest(Throwable failure) {
    Throwable each = failure;
    while (each.getCause() != null) {
      each = each.getCause();
    }
    return String.valueOf(each.getMessage());
  }

  private static <T extends Throwable> Optional<T> find(Class<T> type, Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (type.isInstance(each)) {
        return Optional.of(type.cast(each));
      }
    }
    return Optional.empty();
  }
}
