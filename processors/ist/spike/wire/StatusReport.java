// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * How a whole system is, as its Nexus sees it: ours.
 *
 * @param program Nexus itself
 * @param seal whether it has its root key, and which that is
 * @param keepers who holds its shares, in the order of their positions
 * @param custody who else could bring the key back
 * @param backup the newest one that counts
 * @param store what is kept
 * @param attention what somebody must do something about, in sentences; empty while all is well
 * @param warnings what is unwise but works
 */
public record StatusReport(Program program, Seal seal, List<KeeperStatus> keepers,
    Custody custody, Backup backup, Store store, List<String> attention, List<String> warnings) {

  /**
   * Nexus itself.
   *
   * @param at when the report was made, by Nexus's clock
   * @param version of the program
   * @param mode {@code sqlite}, {@code memory} or {@code lite}
   * @param spiffeId who it is
   * @param svidExpiresAt until when, unless it is renewed
   */
  public record Program(Instant at, String version, String mode, String spiffeId,
      Instant svidExpiresAt) {}

  /**
   * The root key.
   *
   * @param reason why it is not there; empty while it is
   * @param storeId in hex
   * @param keyId in hex; empty while there is none
   * @param shareSet in hex; empty while there is none
   * @param shares how many there are
   * @param threshold how many combine
   */
  public record Seal(boolean sealed, String reason, String storeId, String keyId, String shareSet,
      int shares, int threshold) {}

  /**
   * The recovery shares of the live set.
   *
   * @param recoveredAt when they were last given out; empty: never
   * @param custodians how many are named, each with a share of their own
   * @param holders one for each share
   */
  public record Custody(Optional<Instant> recoveredAt, int custodians,
      List<ShareHolder> holders) {

    /** Copies the list. */
    public Custody {
      holders = List.copyOf(holders);
    }

    /** How many shares somebody confirmed to hold. */
    public int confirmed() {
      return (int) holders.stream().filter(each -> each.confirmedAt().isPresent()).count();
    }
  }

  /**
   * The newest backup that counts.
   *
   * @param id its name; empty: there is none
   * @param at when it was taken
   * @param lossSeconds so many seconds of work are in no backup; empty while that is not known
   * @param failures copies of backups that did not verify the last time
   * @param oldest when the oldest one that counts was taken; empty: there is none
   * @param drill the newest one; empty before the first
   */
  public record Backup(String id, Optional<Instant> at, Optional<Long> lossSeconds,
      long failures, Optional<Instant> oldest, Optional<Drill> drill) {

    /** There is none, or, while sealed, none that is known. */
    public static final Backup NONE = new Backup("", Optional.empty(), Optional.empty(), 0,
        Optional.empty(), Optional.empty());

    /** Since when none was restored to see that it can be; empty when there was none to restore. */
    public Optional<Instant> undrilledSince() {
      return drill.map(Drill::at).or(() -> oldest);
    }
  }

  /**
   * A drill.
   *
   * @param at when it began
   * @param problem why it failed; empty when it passed
   */
  public record Drill(Instant at, String problem) {}

  /**
   * What is kept.
   *
   * @param bytes of the store's files
   * @param freeBytes on their disk
   * @param changeNumber of the last commit; 0 while sealed
   * @param deadLetters how many wait for somebody
   */
  public record Store(long bytes, long freeBytes, long changeNumber, int deadLetters) {}

  /** Copies the lists. */
  public StatusReport {
    keepers = List.copyOf(keepers);
    attention = List.copyOf(attention);
    warnings = List.copyOf(warnings);
  }

  /** Writes an answer. */
  public byte[] toJson() {
    GoWriter out = new GoWriter().open().member("at", program.at, ZoneOffset.UTC)
        .member("version", program.version).member("mode", program.mode)
        .member("spiffeId", program.spiffeId)
        .member("svidExpiresAt", program.svidExpiresAt, ZoneOffset.UTC)
        .member("sealed", seal.sealed).member("sealReason", seal.reason)
        .member("storeId", seal.storeId).member("keyId", seal.keyId)
        .member("shareSet", seal.shareSet).member("shares", seal.shares)
        .member("threshold", seal.threshold).name("keepers").startArray();
    keepers.forEach(keeper -> keeper.write(out));
    out.endArray();
    custody.recoveredAt.ifPresent(at -> out.member("recoveredAt", at, ZoneOffset.UTC));
    out.member("custodians", custody.custodians)
        .member("confirmed", custody.confirmed()).name("holders").startArray();
    custody.holders.forEach(each -> each.write(out));
    out.endArray().member("backup", backup.id);
    backup.at.ifPresent(at -> out.member("backupAt", at, ZoneOffset.UTC));
    backup.oldest.ifPresent(at -> out.member("oldestBackupAt", at, ZoneOffset.UTC));
    backup.lossSeconds.ifPresent(seconds -> out.member("lossSeconds", seconds));
    backup.drill.ifPresent(drill -> out.member("drillAt", drill.at, ZoneOffset.UTC)
        .member("drillProblem", drill.problem));
    out.member("backupFailures", backup.failures).member("storeBytes", store.bytes)
        .member("freeBytes", store.freeBytes)
        .member("changeNumber", store.changeNumber).member("deadLetters", store.deadLetters);
    texts(out, "attention", attention);
    texts(out, "warnings", warnings);
    return out.close().toBytes();
  }

  private static void texts(GoWriter out, String name, List<String> texts) {
    out.name(name).startArray();
    texts.forEach(out::text);
    out.endArray();
  }

  /** Reads an answer. */
  public static StatusReport parse(byte[] body) {
    return StatusReader.read(body);
  }
}
