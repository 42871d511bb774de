// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import ist.spike.bootstrap.NexusLink.Proof;
import ist.spike.keyring.BootstrapDecision;
import ist.spike.keyring.BootstrapVerdict;
import ist.spike.keyring.BootstrapVerdict.Step;
import ist.spike.keyring.KeeperFinding;
import ist.spike.keyring.NexusFinding;
import ist.spike.shard.Share;
import ist.spike.wire.AskNexusState.LeaseAction;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.KeeperState;
import ist.spike.wire.NexusState;
import ist.spike.wire.ShareLabel;
import ist.spike.wire.SpikeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.camel.Exchange;

/** The work behind the routes of a run. */
public final class BootstrapSteps {

  private static final String LEASE_LOST =
      "another run of bootstrap took over; this one stops and its key is given up";

  private final BootstrapSettings settings;
  private final NexusLink nexus;
  private final KeeperLinks keepers;
  private final Outcome outcome;
  private final Preflight preflight;
  private final AtomicReference<Optional<BootstrapRun>> current =
      new AtomicReference<>(Optional.empty());

  /**
   * Where a run reports.
   *
   * @param say takes a line for the operator
   * @param exit takes the exit code, once, at the end
   */
  record Outcome(Consumer<String> say, Consumer<Integer> exit) {}

  BootstrapSteps(BootstrapSettings settings, NexusLink nexus, KeeperLinks keepers,
      Outcome outcome) {
    this.settings = settings;
    this.nexus = nexus;
    this.keepers = keepers;
    this.outcome = outcome;
    this.preflight = new Preflight(nexus.address(), keepers, outcome.say());
  }

  BootstrapSettings settings() {
    return settings;
  }

  BootstrapRun newRun() {
    BootstrapRun run = new BootstrapRun(settings.ready());
    current.set(Optional.of(run));
    return run;
  }

  /** Ends a run whose time is up, once its routes have stopped: the next one need not wait for it. */
  void giveUp() {
    current.getAndSet(Optional.empty()).ifPresent(run -> {
      try (run) {
        release(run);
      }
    });
  }

  private void release(BootstrapRun run) {
    if (run.isLeased()) {
      nexus.state(run.owner(), LeaseAction.RELEASE);
    }
  }

  /** The run that an exchange belongs to. */
  static BootstrapRun run(Exchange exchange) {
    return Objects.requireNonNull(exchange.getMessage().getBody(BootstrapRun.class));
  }

  void lookAtKeepers(BootstrapRun run) {
    run.found(preflight.look());
  }

  /** Asks Nexus; asks the Keepers again too, after the first time, because they may have changed. */
  void decide(BootstrapRun run) {
    if (run.tries().begin() > 1) {
      run.found(preflight.look());
    }
    NexusFinding found = probeForeign(nexus.state(run.owner(), LeaseAction.ACQUIRE));
    run.leased(holdsLease(found));
    preflight.show(run, found);
    BootstrapVerdict verdict =
        new BootstrapDecision(settings.wish(), run.keepers()).about(found);
    if (verdict.step() == Step.WAIT) {
      throw new TryAgainException(verdict.reason());
    }
    if (verdict.step() == Step.REFUSE) {
      throw new SpikeException(ErrorCode.CONFLICT, verdict.reason());
    }
    run.decided(verdict);
    run.begin(settings.ready());
  }

  /** SPIKE's own Nexus answers a wrong probe with 500 only when it has a key (wire spec 3.6). */
  private NexusFinding probeForeign(NexusFinding found) {
    if (!(found instanceof NexusFinding.Foreign)) {
      return found;
    }
    try {
      int status = nexus.verify(Probe.underThrowawayKey()).status();
      return new NexusFinding.Foreign(status == ErrorCode.INTERNAL.status());
    } catch (SpikeException e) {
      return new NexusFinding.Failing(e.sentence());
    }
  }

  private static boolean holdsLease(NexusFinding found) {
    return found instanceof NexusFinding.Ours ours
        && ours.state().lease().filter(lease -> lease.granted()).isPresent();
  }

  /** Goes on when every Keeper of ours says that it has its own share. */
  void requireApart(BootstrapRun run) {
    if (run.isForOurNexus()) {
      preflight.requireApart(run.set().id());
    }
  }

  /** Starts the clock of the proof. */
  void beginProof(BootstrapRun run) {
    run.begin(settings.proof());
  }

  List<Delivery> deliveries(BootstrapRun run) {
    List<Delivery> deliveries = new ArrayList<>();
    for (Share share : run.shares()) {
      deliveries.add(new Delivery(run, keepers.addresses().get(share.id() - 1), share,
          run.label(share), new Tries(settings.delivery())));
    }
    return deliveries;
  }

  void deliver(Delivery delivery) {
    delivery.tries().begin();
    renewLease(delivery.run());
    keepers.contribute(delivery.share().id(), delivery.share(), delivery.label());
  }

  void park(Exchange exchange) {
    Delivery delivery =
        Objects.requireNonNull(exchange.getMessage().getBody(Delivery.class));
    delivery.run().park(new DeadLetter(delivery.keeper(), delivery.tries().attempts(),
        sentence(exchange)));
  }

  /** One attempt: see that every Keeper still has its share, then ask. */
  void prove(BootstrapRun run) {
    Optional<NexusState> state = renewLease(run);
    if (run.tries().begin() > 1 && state.isPresent()) {
      refill(run);
    }
    if (state.filter(seen -> !seen.sealed()).isPresent()) {
      requireOurKey(run, state.get());
    }
    Proof proof = ask(run);
    if (proof.status() != 200) {
      throw new TryAgainException("nexus does not prove that it has the key: it answers "
          + proof.status());
    }
    if (!proof.hash().equals(run.probe().hash())) {
      throw new SpikeException(ErrorCode.BAD_ANSWER,
          "nexus opened the probe and found something else in it");
    }
    run.begin(settings.ready());
  }

  private Proof ask(BootstrapRun run) {
    try {
      return nexus.verify(run.probe().message());
    } catch (SpikeException e) {
      throw new TryAgainException(e.sentence());
    }
  }

  private static void requireOurKey(BootstrapRun run, NexusState state) {
    if (!state.keyId().equals(Optional.of(run.keyId()))) {
      throw new SpikeException(ErrorCode.CONFLICT,
          "nexus has taken another key meanwhile; the key of this run is given up");
    }
  }

  /** Keepers that restarted since their delivery get their share again. */
  private void refill(BootstrapRun run) {
    for (KeeperFinding keeper : preflight.look()) {
      if (keeper.state().filter(state -> !holds(state, run)).isPresent()) {
        Share share = run.shares().get(keeper.position() - 1);
        again(() -> keepers.contribute(share.id(), share, run.label(share)));
      }
    }
  }

  private static void again(Runnable call) {
    try {
      call.run();
    } catch (SpikeException e) {
      throw new TryAgainException(e.sentence());
    }
  }

  private static boolean holds(KeeperState state, BootstrapRun run) {
    return Stream.of(state.live(), state.pending()).flatMap(Optional::stream)
        .map(ShareLabel::shareSet).anyMatch(run.set().id()::equals);
  }

  /** SECURITY: two runs never interleave; a run without the lease must not touch a Keeper. */
  private Optional<NexusState> renewLease(BootstrapRun run) {
    if (!run.isForOurNexus()) {
      return Optional.empty();
    }
    return switch (nexus.state(run.owner(), LeaseAction.RENEW)) {
      case NexusFinding.Ours ours -> Optional.of(requireLease(run, ours.state()));
      case NexusFinding.Failing failing -> throw new TryAgainException(failing.reason());
      case NexusFinding.Refusing refusing ->
        throw new SpikeException(ErrorCode.UNAUTHORIZED, refusing.reason());
      case NexusFinding.Foreign foreign ->
        throw new TryAgainException("nexus no longer answers about its state");
    };
  }

  private static NexusState requireLease(BootstrapRun run, NexusState state) {
    if (state.lease().filter(lease -> !lease.granted()).isPresent()) {
      run.loseLease();
      throw new SpikeException(ErrorCode.CONFLICT, LEASE_LOST);
    }
    return state;
  }

  /** Notes why the run ends before its goal. */
  void fail(Exchange exchange) {
    run(exchange).failed(sentence(exchange));
  }

  void finish(BootstrapRun run) {
    try (run) {
      release(run);
      run.deadLetters().forEach(letter -> outcome.say().accept(letter.describe()));
      outcome.say().accept(run.failure().orElseGet(() -> success(run)));
    } catch (RuntimeException e) {
      run.failed(e.getClass().getName());
      throw e;
    } finally {
      outcome.exit().accept(run.failure().isPresent() ? 1 : 0);
    }
  }

  private static String success(BootstrapRun run) {
    return run.verdict().proceeds()
        ? "done: nexus has the root key; key id " + run.keyId() + ", share set " + run.set().id()
            + ", " + run.set().threshold() + " of " + run.set().shares() + " shares needed"
        : run.verdict().reason();
  }

  /** SECURITY: the message of an unknown exception may quote its input; only its type is told. */
  private static String sentence(Exchange exchange) {
    Exception failure =
        Objects.requireNonNull(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
    return failure instanceof SpikeException || failure instanceof TryAgainException
        ? String.valueOf(failure.getMessage())
        : "an unexpected failure, " + failure.getClass().getName() + "; nothing was proved";
  }
}
