// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.wire.KeeperStatus;
import ist.spike.wire.ShareHolder;
import ist.spike.wire.StatusReport;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Shows a status as a screen and as data. */
final class StatusText {

  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  private final StatusReport report;
  private final StringBuilder text = new StringBuilder();

  StatusText(StatusReport report) {
    this.report = report;
  }

  /** One screen; what needs attention comes first. */
  String screen() {
    StatusReport.Program program = report.program();
    text.append("SPIKE ").append(program.version()).append(", ").append(program.mode()).append(": ")
        .append(report.attention().isEmpty() ? "all is well" : "NEEDS ATTENTION").append("\n\n");
    report.attention().forEach(each -> text.append("  ! ").append(each).append('\n'));
    report.warnings().forEach(each -> text.append("  warning: ").append(each).append('\n'));
    if (!report.attention().isEmpty() || !report.warnings().isEmpty()) {
      text.append('\n');
    }
    line("nexus", (report.seal().sealed() ? "SEALED" : "unsealed") + ", SVID ends in "
        + span(Duration.between(program.at(), program.svidExpiresAt())) + ", "
        + program.spiffeId());
    key();
    report.keepers().forEach(this::keeper);
    if (program.mode().equals("sqlite")) {
      custody();
      backup();
      StatusReport.Store store = report.store();
      line("store", size(store.bytes()) + ", change " + store.changeNumber() + ", "
          + size(store.freeBytes()) + " free");
      line("dead letters", store.deadLetters() == 0 ? "none" : store.deadLetters() + " open");
    } else {
      line("store", "none: what this Nexus keeps ends with its process");
    }
    return text.toString();
  }

  private void key() {
    StatusReport.Seal seal = report.seal();
    line("root key", seal.keyId().isEmpty()
        ? "none yet"
        : seal.keyId() + ", " + seal.threshold() + " of " + seal.shares() + " shares");
    if (!seal.shareSet().isEmpty()) {
      line("share set", seal.shareSet());
    }
  }

  private void keeper(KeeperStatus keeper) {
    String holds = keeper.culprit() ? "CULPRIT" : keeper.holds().name().toLowerCase(Locale.ROOT);
    String contact = keeper.lastContact().map(at -> "seen " + ago(at)).orElse("never seen");
    String latency = keeper.failures() > 0
        ? keeper.failures() + " fail."
        : keeper.latencyMillis() + " ms";
    line("keeper " + keeper.position(),
        String.format(Locale.ROOT, "%-8s %-22s %8s  %s", holds, contact, latency,
            keeper.address()));
    if (!keeper.trouble().isEmpty()) {
      line("", keeper.trouble());
    }
  }

  private void custody() {
    StatusReport.Custody custody = report.custody();
    line("recovery", custody.recoveredAt().map(at -> "shares given out " + ago(at))
        .orElse("shares never given out")
        + (custody.holders().isEmpty()
            ? ""
            : ", " + custody.confirmed() + " of " + custody.holders().size() + " confirmed; "
                + spare(custody.confirmed() - report.seal().threshold())));
    if (custody.recoveredAt().isPresent()) {
      custody.holders().forEach(this::holder);
    }
  }

  private static String spare(int shares) {
    return shares < 0
        ? -shares + " more are needed to open the store without keepers"
        : shares + " of them may be lost";
  }

  private void holder(ShareHolder holder) {
    line("share " + holder.shareId(), String.format(Locale.ROOT, "%-24s %s",
        holder.confirmedAt().map(at -> "confirmed " + ago(at)).orElse("not confirmed"),
        holder.custodian()).stripTrailing());
  }

  private void backup() {
    StatusReport.Backup backup = report.backup();
    line("backup", backup.at().map(at -> backup.id() + ", " + ago(at)
        + backup.lossSeconds().map(StatusText::loss).orElse(""))
        .orElse(report.seal().sealed() ? "not known while sealed" : "none"));
    backup.drill().ifPresentOrElse(drill -> line("drill",
        (drill.problem().isEmpty() ? "passed " : "FAILED ") + ago(drill.at())),
        () -> backup.at().ifPresent(_ -> line("drill", "none yet")));
  }

  private static String loss(long seconds) {
    return seconds == 0
        ? ", nothing changed since"
        : ", " + span(Duration.ofSeconds(seconds)) + " of work is in no backup";
  }

  private void line(String label, String value) {
    text.append(String.format(Locale.ROOT, "%-13s", label)).append(value).append('\n');
  }

  private String ago(Instant moment) {
    return span(Duration.between(moment, report.program().at())) + " ago";
  }

  /** In the two largest units that say something. */
  private static String span(Duration time) {
    Duration shown = time.isNegative() ? Duration.ZERO : time;
    if (shown.toDays() > 0) {
      return shown.toDays() + " d " + shown.toHoursPart() + " h";
    }
    if (shown.toHours() > 0) {
      return shown.toHours() + " h " + shown.toMinutesPart() + " min";
    }
    return shown.toMinutes() > 0
        ? shown.toMinutes() + " min " + shown.toSecondsPart() + " s"
        : shown.toSeconds() + " s";
  }

  private static String size(long bytes) {
    if (bytes >= GIB) {
      return bytes / GIB + " GiB";
    }
    return bytes >= MIB ? bytes / MIB + " MiB" : bytes / KIB + " KiB";
  }

  /** The same as data, with the names of the wire. */
  Map<String, Object> data() {
    Map<String, Object> members = new LinkedHashMap<>();
    StatusReport.Program program = report.program();
    members.put("at", time(program.at()));
    members.put("version", program.version());
    members.put("mode", program.mode());
    members.put("spiffeId", program.spiffeId());
    members.put("svidExpiresAt", time(program.svidExpiresAt()));
    StatusReport.Seal seal = report.seal();
    members.put("sealed", seal.sealed());
    members.put("sealReason", seal.reason());
    members.put("storeId", seal.storeId());
    members.put("keyId", seal.keyId());
    members.put("shareSet", seal.shareSet());
    members.put("shares", seal.shares());
    members.put("threshold", seal.threshold());
    List<Map<String, Object>> keepers = new ArrayList<>();
    report.keepers().forEach(keeper -> keepers.add(data(keeper)));
    members.put("keepers", keepers);
    putKept(members);
    members.put("attention", report.attention());
    members.put("warnings", report.warnings());
    return members;
  }

  private static Map<String, Object> holding(ShareHolder holder) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("shareId", holder.shareId());
    members.put("custodian", holder.custodian());
    members.put("confirmedAt", time(holder.confirmedAt()));
    return members;
  }

  private void putKept(Map<String, Object> members) {
    members.put("recoveredAt", time(report.custody().recoveredAt()));
    members.put("custodians", report.custody().custodians());
    members.put("confirmed", report.custody().confirmed());
    members.put("holders", report.custody().holders().stream().map(StatusText::holding).toList());
    members.put("backup", report.backup().id());
    members.put("backupAt", time(report.backup().at()));
    members.put("lossSeconds",
        report.backup().lossSeconds().<Object>map(seconds -> seconds).orElse(Document.Null.NULL));
    members.put("oldestBackupAt", time(report.backup().oldest()));
    members.put("backupFailures", report.backup().failures());
    members.put("drillAt", time(report.backup().drill().map(StatusReport.Drill::at)));
    members.put("drillProblem",
        report.backup().drill().map(StatusReport.Drill::problem).orElse(""));
    members.put("storeBytes", report.store().bytes());
    members.put("freeBytes", report.store().freeBytes());
    members.put("changeNumber", report.store().changeNumber());
    members.put("deadLetters", report.store().deadLetters());
  }

  private static Map<String, Object> data(KeeperStatus keeper) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("position", keeper.position());
    members.put("address", keeper.address());
    members.put("lastContact", time(keeper.lastContact()));
    members.put("latencyMillis", keeper.latencyMillis());
    members.put("failures", keeper.failures());
    members.put("trouble", keeper.trouble());
    members.put("holds", keeper.holds().name().toLowerCase(Locale.ROOT));
    members.put("culprit", keeper.culprit());
    return members;
  }

  private static Object time(Optional<Instant> moment) {
    return moment.<Object>map(StatusText::time).orElse(Document.Null.NULL);
  }

  private static Document.Plain time(Instant moment) {
    return new Document.Plain(moment.truncatedTo(ChronoUnit.SECONDS).toString());
  }
}
