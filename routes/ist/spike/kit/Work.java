// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import ist.spike.wire.Reply;
import ist.spike.wire.SpikeException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done with a request. Whatever happens, what is sent was written down before.
 *
 * @param answer makes the answer; may block; its failures are answered 500
 * @param quick whether work on a request waits for nothing and nobody, so that it is done on the event
 *     loop: handing it to another thread would cost more than the work
 * @param ledger writes it down before it is sent
 */
record Work(Function<HttpRequest, Reply> answer, Predicate<HttpRequest> quick, Ledger ledger) {

  private static final Logger LOG = LoggerFactory.getLogger(Work.class);

  /**
   * What to send; empty when it could not be written down, so that nothing may be sent. What has a
   * rest is not written down yet: until that is there, it can still fail.
   */
  Optional<Reply> decide(HttpRequest call) {
    Reply reply = reply(call);
    return reply.rest().isPresent() ? Optional.of(reply) : record(call, reply);
  }

  /** What to send now that an answer which was waited for is there, or why there will be none. */
  Optional<Reply> settle(HttpRequest call, Operation operation, @Nullable Reply whole,
      @Nullable Throwable failure) {
    return record(call,
        whole == null ? Reply.failure(operation, code(operation, failure)) : whole);
  }

  private static ErrorCode code(Operation operation, @Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof TimeoutException) {
      return ErrorCode.BUSY;
    }
    ErrorCode code = cause instanceof SpikeException known ? known.code() : ErrorCode.INTERNAL;
    if (code == ErrorCode.INTERNAL) {
      // SECURITY: the message of an unknown exception may quote the request; only its type is
      // logged.
      LOG.error("request failed: route={} error={}", operation.routeId(),
          cause instanceof SpikeException known
              ? known.getMessage()
              : Objects.requireNonNull(cause, "neither an answer nor a failure").getClass()
                  .getName());
    }
    return code;
  }

  /** The same for a request that never gets to a route. */
  Optional<Reply> refuse(HttpRequest call, ErrorCode code) {
    return record(call, Reply.failure(code));
  }

  private Reply reply(HttpRequest call) {
    try {
      return answer.apply(call);
    } catch (RuntimeException | Error e) {
      // SECURITY: the message may quote the request; only the type goes to the log.
      LOG.error("a request failed: path={} error={}", call.path(), e.getClass().getName());
      return Reply.failure(ErrorCode.INTERNAL);
    }
  }

  /** Writes down what comes of a request: what to send then, or nothing. */
  Optional<Reply> record(HttpRequest call, Reply reply) {
    try {
      return Optional.of(ledger.record(call, reply));
    } catch (RuntimeException | Error e) {
      LOG.error("a request was not recorded and is not answered: path={} error={}", call.path(),
          e.getClass().getName());
      reply.forget();
      return Optional.empty();
    }
  }
}
