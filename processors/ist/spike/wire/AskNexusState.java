// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.util.Locale;
import java.util.Optional;

/**
 * Asks Nexus for its state and, if {@code lease} is there, for the bootstrap lease.
 *
 * @param lease what is wanted of the lease
 */
public record AskNexusState(Optional<LeaseRequest> lease) {

  private static final int MAX_OWNER_LENGTH = 64;

  /** What to do with the lease. */
  public enum LeaseAction {
    /** Take it if nobody has it. */
    ACQUIRE,
    /** Keep it for another full term. */
    RENEW,
    /** Give it back. */
    RELEASE
  }

  /** One run of Bootstrap, {@code owner}, wants this done with the lease. */
  public record LeaseRequest(String owner, LeaseAction action) {}

  /** Reads a request. */
  public static AskNexusState parse(byte[] body) {
    GoReader in = GoReader.request(body, "lease");
    Optional<LeaseRequest> lease = Optional.empty();
    while (in.next()) {
      lease = in.isNull() ? Optional.empty() : Optional.of(readLease(in));
    }
    return new AskNexusState(lease);
  }

  private static LeaseRequest readLease(GoReader value) {
    GoReader in = value.object("owner", "action");
    String owner = "";
    String action = "";
    while (in.next()) {
      switch (in.name()) {
        case "owner" -> owner = in.text();
        default -> action = in.text();
      }
    }
    try {
      if (owner.isEmpty() || owner.length() > MAX_OWNER_LENGTH) {
        throw in.unreadable();
      }
      return new LeaseRequest(owner, LeaseAction.valueOf(action.toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      throw in.unreadable();
    }
  }

  /** Writes a request. */
  public byte[] toJson() {
    GoWriter out = new GoWriter().open();
    lease.ifPresent(request -> out.name("lease").open().member("owner", request.owner)
        .member("action", request.action.name().toLowerCase(Locale.ROOT)).close());
    return out.close().toBytes();
  }
}
