// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.store.DeadLetter;
import ist.spike.store.DeadLetterDraft;
import ist.spike.store.DeadLetters;
import ist.spike.wire.Call;
import ist.spike.wire.DeadLetterNumber;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Reply;
import ist.spike.wire.RetryReport;
import ist.spike.wire.ShownDeadLetters;
import ist.spike.wire.SpikeException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.camel.Exchange;

/** Answers about dead letters, sealed or not. */
final class DeadLetterCalls {

  /** The variable that holds the flow to run again. */
  static final String FLOW = "retried-flow";

  private static final String LETTER = "spike.dead-letter";
  private static final String BEFORE = "spike.dead-letters-before";
  /** A list of {@link DeadLetter#MAX_STORED} letters stays far below the largest answer. */
  private static final int MAX_LISTED_ERROR = 200;

  private final Checks checks;
  private final DeadLetters letters;
  private final Map<String, Retry> flows;

  /**
   * How a flow does its work again; nothing of what it had in hand when it gave up is used.
   *
   * @param route what runs
   * @param body what the flow is given, by the letter's subject; empty when that is no subject any more;
   *     not ready when it must wait
   * @param trouble why the work is not done, by the subject, asked afterwards; empty when it is
   */
  record Retry(String route, Function<String, Optional<Object>> body,
      Function<String, String> trouble) {}

  /**
   * @param flows what can be retried, by the name of its route
   */
  DeadLetterCalls(Checks checks, DeadLetters letters, Map<String, Retry> flows) {
    this.checks = checks;
    this.letters = letters;
    this.flows = Map.copyOf(flows);
  }

  Reply list(Call call) {
    return checks.answer(call, new Checks.Steps<>(body -> {
      EmptyMessage.parse(body);
      return call;
    }, request -> {}, request -> Reply.ok(new ShownDeadLetters(letters.deadLetters().stream()
        .map(letter -> shown(letter, MAX_LISTED_ERROR)).toList()).toJson())));
  }

  Reply show(Call call) {
    return answer(call, letter -> Reply.ok(
        new ShownDeadLetters(List.of(shown(letter, Integer.MAX_VALUE))).toJson()));
  }

  Reply drop(Call call) {
    return answer(call, letter -> {
      Waiting.forResult(letters.dropDeadLetter(letter.id()));
      return Reply.ok(EmptyMessage.json());
    });
  }

  /** Finds the flow of a letter and what to give it. */
  void begin(Exchange exchange) {
    answer(Objects.requireNonNull(exchange.getMessage().getBody(Call.class)), letter -> {
      Optional<Object> work = flow(letter)
          .flatMap(flow -> flow.body().apply(letter.letter().subject()));
      if (work.isEmpty()) {
        throw new SpikeException(ErrorCode.CONFLICT, "dead letter " + letter.id()
            + " is of a flow or a subject that this Nexus has not; drop it");
      }
      exchange.setProperty(LETTER, letter);
      exchange.setProperty(BEFORE, Set.copyOf(letters.deadLetters()));
      exchange.setVariable(FLOW, flow(letter).orElseThrow().route());
      exchange.getMessage().setBody(work.get());
      return Reply.ok(EmptyMessage.json());
    });
  }

  /** Drops the letter of work that is done now; else brings it up to date, if its flow did not. */
  Reply report(Exchange exchange) {
    DeadLetter letter =
        Objects.requireNonNull(exchange.getProperty(LETTER, DeadLetter.class));
    DeadLetterDraft draft = letter.letter();
    Set<?> before = Objects.requireNonNull(exchange.getProperty(BEFORE, Set.class));
    // A step may give up that comes before the one of the letter, or after it.
    Optional<DeadLetter> again =
        letters.deadLetters().stream().filter(each -> !before.contains(each)).findFirst();
    if (again.isPresent()) {
      return Reply.ok(new RetryReport(false, again.get().letter().error()).toJson());
    }
    String trouble = flow(letter).orElseThrow().trouble().apply(draft.subject());
    if (trouble.isEmpty()) {
      Waiting.forResult(letters.dropDeadLetter(letter.id()));
    } else {
      Waiting.forResult(
          letters.park(new DeadLetterDraft(draft.flow(), draft.subject(), 1, trouble)));
    }
    return Reply.ok(new RetryReport(trouble.isEmpty(), trouble).toJson());
  }

  private Optional<Retry> flow(DeadLetter letter) {
    return Optional.ofNullable(flows.get(letter.letter().flow()));
  }

  private Reply answer(Call call, Function<DeadLetter, Reply> act) {
    return checks.answer(call, new Checks.Steps<>(DeadLetterNumber::parse,
        request -> Optional.of("dead letter " + request.id()), request -> {},
        request -> act.apply(find(request.id()))));
  }

  private DeadLetter find(long id) {
    return letters.deadLetters().stream().filter(letter -> letter.id() == id).findFirst()
        .orElseThrow(
            () -> new SpikeException(ErrorCode.NOT_FOUND, "there is no dead letter " + id));
  }

  private static ShownDeadLetters.Letter shown(DeadLetter letter, int maxError) {
    DeadLetterDraft draft = letter.letter();
    String error = draft.error().length() <= maxError
        ? draft.error()
        : draft.error().substring(0, maxError) + "...";
    return new ShownDeadLetters.Letter(letter.id(), draft.flow(), draft.subject(),
        draft.attempts(), error, letter.parkedAt());
  }
}
