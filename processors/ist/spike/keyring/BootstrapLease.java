// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

import ist.spike.wire.AskNexusState.LeaseAction;
import ist.spike.wire.AskNexusState.LeaseRequest;
import ist.spike.wire.NexusState.Lease;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The right to bootstrap, held by one run at a time for {@link #TERM} (architecture 3.2). It lives in
 * memory: after a restart of Nexus a run that still believes to hold it must take it anew, and is
 * granted it unless another run was quicker.
 */
public final class BootstrapLease {

  /** How long a run has the lease without renewing it. */
  public static final Duration TERM = Duration.ofSeconds(60);

  private final LongSupplier nanoClock;
  private String owner = "";
  private long endsNanos;

  /** A lease that nobody has. */
  public BootstrapLease(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Grants, renews or takes back the lease, and says who has it afterwards. */
  public synchronized Lease answer(LeaseRequest request) {
    boolean mine = isHeld() && owner.equals(request.owner());
    if (request.action() == LeaseAction.RELEASE) {
      if (mine) {
        owner = "";
      }
      return current(mine);
    }
    if (isHeld() && !mine) {
      return current(false);
    }
    owner = request.owner();
    endsNanos = nanoClock.getAsLong() + TERM.toNanos();
    return current(true);
  }

  private boolean isHeld() {
    return !owner.isEmpty() && endsNanos - nanoClock.getAsLong() > 0;
  }

  private Lease current(boolean granted) {
    long left = isHeld() ? endsNanos - nanoClock.getAsLong() : 0;
    return new Lease(granted, isHeld() ? owner : "", (int) Duration.ofNanos(left).toSeconds());
  }
}
