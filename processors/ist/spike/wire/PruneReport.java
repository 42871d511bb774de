// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.util.List;

/**
 * What retention did, or would do.
 *
 * @param verdicts one for each backup in each destination, oldest first
 */
public record PruneReport(List<Verdict> verdicts) {

  private static final String[] NAMES = {"destination", "id", "slot", "kept", "reason"};

  /**
   * What becomes of one backup in one destination.
   *
   * @param slot the slot it fills
   * @param kept whether it stays
   * @param reason why
   */
  public record Verdict(String destination, String id, String slot, boolean kept, String reason) {}

  /** Takes a copy. */
  public PruneReport {
    verdicts = List.copyOf(verdicts);
  }

  /** Writes an answer. */
  public byte[] toJson() {
    GoWriter out = new GoWriter().open().name("verdicts").startArray();
    for (Verdict verdict : verdicts) {
      out.open().member("destination", verdict.destination()).member("id", verdict.id())
          .member("slot", verdict.slot()).member("kept", verdict.kept())
          .member("reason", verdict.reason()).close();
    }
    return out.endArray().close().toBytes();
  }

  /** Reads an answer. */
  public static PruneReport parse(byte[] body) {
    GoReader in = GoReader.answer(body, "verdicts");
    List<Verdict> verdicts = List.of();
    while (in.next()) {
      verdicts = in.objects(PruneReport::verdict, NAMES);
    }
    return new PruneReport(verdicts);
  }

  private static Verdict verdict(GoReader in) {
    String destination = "";
    String id = "";
    String slot = "";
    boolean kept = false;
    String reason = "";
    while (in.next()) {
      switch (in.name()) {
        case "destination" -> destination = in.text();
        case "id" -> id = in.text();
        case "slot" -> slot = in.text();
        case "kept" -> kept = in.flag();
        default -> reason = in.text();
      }
    }
    return new Verdict(destination, id, slot, kept, reason);
  }
}
