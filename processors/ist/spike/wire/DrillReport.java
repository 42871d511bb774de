// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.time.Instant;
import java.time.ZoneOffset;

/**
 * What came of a drill: ours. It is an answer, and what is kept of each drill, signed.
 *
 * @param at when it began
 * @param backup which backup was restored; empty when there was none
 * @param destination where it was read from; empty when there was none
 * @param problem why the drill failed, with what to do next; empty when it passed
 * @param measured how quickly and how much came back
 */
public record DrillReport(Instant at, String backup, String destination, String problem,
    Measured measured) {

  private static final int FORMAT = 1;

  /**
   * What was measured; 0 for what the drill did not come to.
   *
   * @param keeperMillis from the start of the process to the canary, the key coming from Keepers
   * @param shardMillis the same, the key coming from recovery shards
   * @param lossSeconds so many seconds of work were in no backup when the drill began
   * @param secrets how many secrets were read and were as in the backup
   * @param probes how many requests were answered as they must be
   */
  public record Measured(long keeperMillis, long shardMillis, long lossSeconds, long secrets,
      long probes) {

    /** The drill came to nothing yet. */
    public static final Measured NOTHING = new Measured(0, 0, 0, 0, 0);
  }

  /** Whether everything came back. */
  public boolean passed() {
    return problem.isEmpty();
  }

  /** Writes an answer. */
  public byte[] toJson() {
    return new GoWriter().open().member("format", FORMAT).member("at", at, ZoneOffset.UTC)
        .member("backup", backup).member("destination", destination).member("passed", passed())
        .member("problem", problem).member("keeperMillis", measured.keeperMillis)
        .member("shardMillis", measured.shardMillis).member("lossSeconds", measured.lossSeconds)
        .member("secrets", measured.secrets).member("probes", measured.probes).close().toBytes();
  }

  /** Reads an answer. */
  public static DrillReport parse(byte[] body) {
    return new Parts().read(GoReader.answer(body, "format", "at", "backup", "destination",
        "passed", "problem", "keeperMillis", "shardMillis", "lossSeconds", "secrets", "probes"));
  }

  /** Collects the members. */
  private static final class Parts {

    private Instant at = Instant.EPOCH;
    private String backup = "";
    private String destination = "";
    private String problem = "";
    private long keeperMillis;
    private long shardMillis;
    private long lossSeconds;
    private long secrets;
    private long probes;

    DrillReport read(GoReader in) {
      while (in.next()) {
        switch (in.name()) {
          case "format" -> in.integer();
          case "at" -> at = in.time().orElseThrow(in::unreadable);
          case "backup" -> backup = in.text();
          case "destination" -> destination = in.text();
          // The problem says it.
          case "passed" -> in.flag();
          case "problem" -> problem = in.text();
          case "keeperMillis" -> keeperMillis = in.number();
          case "shardMillis" -> shardMillis = in.number();
          case "lossSeconds" -> lossSeconds = in.number();
          case "secrets" -> secrets = in.number();
          default -> probes = in.number();
        }
      }
      return new DrillReport(at, backup, destination, problem,
          new Measured(keeperMillis, shardMillis, lossSeconds, secrets, probes));
    }
  }
}
