// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

import ist.spike.crypto.SecretBytes;
import ist.spike.shard.CheckValue;
import ist.spike.shard.Share;
import ist.spike.shard.ShareException;
import ist.spike.wire.ContributeShare;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.HeldShare;
import ist.spike.wire.KeeperState;
import ist.spike.wire.ReturnShare;
import ist.spike.wire.ShareLabel;
import ist.spike.wire.SpikeException;
import java.util.Optional;

/**
 * The two places of a Keeper. Bootstrap fills <i>pending</i>; only Nexus, which has proved that it
 * knows the key, fills <i>live</i>. So neither a second run of Bootstrap nor a stolen Bootstrap SVID
 * replaces a share that a key depends on. Thread safe; nothing survives the process.
 */
public final class KeeperSlots implements AutoCloseable {

  /** Who gives a Keeper a share. */
  public enum Contributor {
    /** Brings shares of a key that nobody has confirmed yet. */
    BOOTSTRAP,
    /** Brings shares of the key it holds. */
    NEXUS
  }

  private record Held(SecretBytes shard, Optional<ShareLabel> label) {}

  private Optional<Held> live = Optional.empty();
  private Optional<Held> pending = Optional.empty();

  /**
   * Takes the share of {@code given}, which this Keeper owns from now on, also when it is refused.
   *
   * @throws SpikeException (bad request) when it cannot be a share, or is not the one its label says
   */
  public synchronized void contribute(ContributeShare given, Contributor from) {
    requireIntact(given);
    Optional<Held> held = Optional.of(new Held(given.shard(), given.label()));
    if (from == Contributor.NEXUS) {
      drop(live);
      live = held;
      drop(pending);
      pending = Optional.empty();
    } else {
      drop(pending);
      pending = held;
    }
  }

  /**
   * The live share, else the pending one; the caller closes its copy.
   *
   * @throws SpikeException (bad request, as SPIKE answers) when there is none
   */
  public synchronized HeldShare answer(ReturnShare request) {
    boolean fromPending = request.pendingOnly() || live.isEmpty();
    Held held = (fromPending ? pending : live).orElseThrow(() -> new SpikeException(
        ErrorCode.BAD_REQUEST, "this keeper holds no such share"));
    return new HeldShare(held.shard().copy(), held.label(), fromPending);
  }

  /** What both slots hold, without the shares. */
  public synchronized KeeperState state() {
    return new KeeperState(label(live), isUnlabelled(live), label(pending),
        isUnlabelled(pending));
  }

  /** Zeroes both slots. */
  @Override
  public synchronized void close() {
    drop(live);
    drop(pending);
    live = Optional.empty();
    pending = Optional.empty();
  }

  private static void requireIntact(ContributeShare given) {
    int id = given.label().map(ShareLabel::shareId).orElse(1);
    try (Share share = new Share(id, given.shard().copy())) {
      if (given.label().filter(label -> !fits(label, share)).isPresent()) {
        throw new ShareException(ShareException.Reason.MALFORMED,
            "share " + id + " does not match its check value");
      }
    } catch (ShareException e) {
      given.close();
      throw new SpikeException(ErrorCode.BAD_REQUEST, String.valueOf(e.getMessage()), e);
    }
  }

  private static boolean fits(ShareLabel label, Share share) {
    return CheckValue.of(label.keyId(), label.shareSet(), share).equals(label.check());
  }

  private static Optional<ShareLabel> label(Optional<Held> slot) {
    return slot.flatMap(Held::label);
  }

  private static boolean isUnlabelled(Optional<Held> slot) {
    return slot.isPresent() && slot.get().label().isEmpty();
  }

  private static void drop(Optional<Held> slot) {
    slot.ifPresent(held -> held.shard().close());
  }
}
