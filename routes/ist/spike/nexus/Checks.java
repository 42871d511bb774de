// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.policy.AccessQuestion;
import ist.spike.wire.Call;
import ist.spike.wire.Reply;
import ist.spike.wire.RequestPath;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The order in which every request is checked. SPIKE's operations parse, then authorise, then
 * validate (wire spec 2.5), so a malformed body is 400 even to a stranger; ours authorise first.
 */
final class Checks {

  private final Authorizer authorizer;

  Checks(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /**
   * What one operation brings to the checks.
   *
   * @param parse reads the body without side effects; bad request when it cannot. What it gives is
   *     closed if the request is refused, and else belongs to {@code act}
   * @param path what the request is about, not validated yet, and for rights on a path that path;
   *     empty when it is about nothing in particular
   * @param validate refuses fields that are out of range
   * @param act does the work
   */
  record Steps<T>(Function<byte[], T> parse, Function<T, Optional<String>> path,
      Consumer<T> validate, Function<T, Reply> act) {

    /** The steps of an operation that is about no path. */
    Steps(Function<byte[], T> parse, Consumer<T> validate, Function<T, Reply> act) {
      this(parse, request -> Optional.empty(), validate, act);
    }
  }

  <T> Reply answer(Call call, Steps<T> steps) {
    if (call.operation().isOurs()) {
      // A body that names no path is judged like one that may not: only a caller who may hears why.
      authorizer.require(call, noted(call, RequestPath.find(call.body())));
    }
    T request = steps.parse().apply(call.body());
    boolean accepted = false;
    try {
      authorizer.require(call, noted(call, steps.path().apply(request)));
      steps.validate().accept(request);
      accepted = true;
    } finally {
      if (!accepted) {
        forget(request);
      }
    }
    return steps.act().apply(request);
  }

  // SECURITY: anyone with an SVID may send a share, and memory for shares is scarce.
  private static void forget(Object refused) {
    if (refused instanceof AutoCloseable held) {
      try {
        held.close();
      } catch (Exception e) {
        throw new IllegalStateException("what was refused cannot be closed", e);
      }
    }
  }

  private static Optional<String> noted(Call call, Optional<String> subject) {
    subject.ifPresent(call.trace()::about);
    return subject;
  }

  /** What a caller's role decides about a right that policies can grant. */
  Optional<Authorizer.RoleDecision> byRole(AccessQuestion question) {
    return authorizer.byRole(SpiffeId.parse(question.spiffeId()), question);
  }

  /** Refuses the call unless its caller may do this; for flows that read no body. */
  void require(Call call) {
    authorizer.require(call);
  }

  /** Tells for each path whether the caller may read it. */
  Predicate<String> readable(Call call) {
    return authorizer.readable(call.caller().orElseThrow());
  }
}
