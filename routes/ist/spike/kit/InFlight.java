// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.spiffe.spiffeid.SpiffeId;
import java.util.HashMap;
import java.util.Map;

/**
 * The requests under way, in all and by caller, with the bytes of memory that they take. Lives on the
 * event loop.
 */
final class InFlight {

  private final HttpsLimits limits;
  private final Map<SpiffeId, Load> byCaller = new HashMap<>();
  private final Load all = new Load();

  /** How much is under way. */
  private static final class Load {

    private int requests;
    private long bytes;

    /** What is large may come alone, since else it never could. */
    boolean hasRoom(int more, long max) {
      return bytes == 0 || bytes + more <= max;
    }
  }

  InFlight(HttpsLimits limits) {
    this.limits = limits;
  }

  /** Counts one more, which is counted also when it is one too many, so that it can be told so. */
  Place enter(SpiffeId caller) {
    return new Place(caller, byCaller.computeIfAbsent(caller, _ -> new Load()));
  }

  boolean isNone() {
    return all.requests == 0;
  }

  /**
   * What one request takes, until it is answered and nobody works on it any more: a client may be gone
   * long before that.
   */
  final class Place {

    private final SpiffeId caller;
    private final Load own;
    private final boolean withinAll;
    private boolean withinOwn;
    private int users = 1;
    private long bytes;

    private Place(SpiffeId caller, Load own) {
      this.caller = caller;
      this.own = own;
      this.withinAll = ++all.requests <= limits.maxRequests();
      this.withinOwn = ++own.requests <= limits.maxRequestsPerIdentity();
    }

    /** Whether there was room for one more of anybody's. */
    boolean isWithinAll() {
      return withinAll;
    }

    /** Whether there was room for one more of the caller's, and for all bytes so far. */
    boolean isWithinOwn() {
      return withinOwn;
    }

    /** Sets memory for so many more bytes aside; false when there is none. */
    boolean takes(int more) {
      long max = limits.bodies().all();
      boolean room = own.hasRoom(more, max / HttpsLimits.Bodies.IDENTITIES)
          && all.hasRoom(more, max);
      if (room) {
        count(more);
      }
      withinOwn &= room;
      return room;
    }

    /** What it has taken so far is needed no more. */
    void drop() {
      count(-bytes);
    }

    private void count(long more) {
      bytes += more;
      own.bytes += more;
      all.bytes += more;
    }

    /** One more needs the place. */
    void share() {
      users++;
    }

    /** One fewer needs the place; the last one leaves it free. */
    void leave() {
      users--;
      if (users > 0) {
        return;
      }
      drop();
      all.requests--;
      own.requests--;
      if (own.requests == 0) {
        byCaller.remove(caller);
      }
    }
  }
}
