// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/**
 * A Keeper as Nexus knows it.
 *
 * @param position its place in the list of peers, from 1
 * @param address where it is
 * @param lastContact when it last did what it was asked; empty: never
 * @param latencyMillis how long that took
 * @param failures how often in a row it did not; 0 while it is well
 * @param trouble what is wrong with it; empty while nothing is
 * @param holds what it holds
 * @param culprit whether it showed a share that is not its own
 */
public record KeeperStatus(int position, String address, Optional<Instant> lastContact,
    long latencyMillis, int failures, String trouble, Holds holds, boolean culprit) {

  /** What a Keeper holds. */
  public enum Holds {
    /** The share that the store says it should. */
    LIVE,
    /** A live share that is not the store's. */
    STALE,
    /** A share that Bootstrap left and Nexus has not confirmed. */
    PENDING,
    /** Nothing. */
    EMPTY,
    /** It never said, as SPIKE's own Keeper cannot. */
    UNKNOWN
  }

  static final String[] MEMBERS = {"position", "address", "lastContact", "latencyMillis",
      "failures", "trouble", "holds", "culprit"};

  /** Whether its share can be counted on. */
  public boolean isGood() {
    return failures == 0 && !culprit && (holds == Holds.LIVE
        || (holds == Holds.UNKNOWN && lastContact.isPresent()));
  }

  void write(GoWriter out) {
    out.open().member("position", position).member("address", address);
    lastContact.ifPresent(at -> out.member("lastContact", at, ZoneOffset.UTC));
    out.member("latencyMillis", latencyMillis).member("failures", failures)
        .member("trouble", trouble).member("holds", holds.name().toLowerCase(Locale.ROOT))
        .member("culprit", culprit).close();
  }

  static KeeperStatus read(GoReader in) {
    int position = 0;
    String address = "";
    Optional<Instant> lastContact = Optional.empty();
    long latencyMillis = 0;
    int failures = 0;
    String trouble = "";
    Holds holds = Holds.UNKNOWN;
    boolean culprit = false;
    while (in.next()) {
      switch (in.name()) {
        case "position" -> position = in.integer();
        case "address" -> address = in.text();
        case "lastContact" -> lastContact = in.time();
        case "latencyMillis" -> latencyMillis = in.number();
        case "failures" -> failures = in.integer();
        case "trouble" -> trouble = in.text();
        case "holds" -> holds = holds(in);
        default -> culprit = in.flag();
      }
    }
    return new KeeperStatus(position, address, lastContact, latencyMillis, failures, trouble,
        holds, culprit);
  }

  private static Holds holds(GoReader in) {
    try {
      return Holds.valueOf(in.text().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw in.unreadable();
    }
  }
}
