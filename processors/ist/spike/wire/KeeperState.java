// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.util.Optional;

/**
 * What the two slots of a Keeper hold, without the shares.
 *
 * @param live the label of the live share
 * @param liveUnlabelled whether there is a live share without a label
 * @param pending the label of the pending share
 * @param pendingUnlabelled whether there is a pending share without a label
 */
public record KeeperState(Optional<ShareLabel> live, boolean liveUnlabelled,
    Optional<ShareLabel> pending, boolean pendingUnlabelled) {

  /** Whether the live slot holds a share. */
  public boolean hasLive() {
    return liveUnlabelled || live.isPresent();
  }

  /** Whether the pending slot holds a share. */
  public boolean hasPending() {
    return pendingUnlabelled || pending.isPresent();
  }

  /** Writes an answer. */
  public byte[] toJson() {
    GoWriter out = new GoWriter().open();
    label(out.name("live"), live);
    label(out.member("liveUnlabelled", liveUnlabelled).name("pending"), pending);
    return out.member("pendingUnlabelled", pendingUnlabelled).close().toBytes();
  }

  private static void label(GoWriter out, Optional<ShareLabel> label) {
    label.ifPresentOrElse(present -> {
      out.open();
      present.write(out);
      out.close();
    }, () -> out.raw("null"));
  }

  /** Reads an answer. */
  public static KeeperState parse(byte[] body) {
    GoReader in =
        GoReader.answer(body, "live", "liveUnlabelled", "pending", "pendingUnlabelled");
    Optional<ShareLabel> live = Optional.empty();
    Optional<ShareLabel> pending = Optional.empty();
    boolean liveUnlabelled = false;
    boolean pendingUnlabelled = false;
    while (in.next()) {
      switch (in.name()) {
        case "live" -> live = ShareLabel.read(in);
        case "liveUnlabelled" -> liveUnlabelled = in.flag();
        case "pending" -> pending = ShareLabel.read(in);
        default -> pendingUnlabelled = in.flag();
      }
    }
    return new KeeperState(live, liveUnlabelled, pending, pendingUnlabelled);
  }
}
