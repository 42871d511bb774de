// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Collects the members of a {@link StatusReport}, in whatever order they come. */
final class StatusReader {

  private Instant at = Instant.EPOCH;
  private String version = "";
  private String mode = "";
  private String spiffeId = "";
  private Instant svidExpiresAt = Instant.EPOCH;
  private boolean sealed;
  private String sealReason = "";
  private String storeId = "";
  private String keyId = "";
  private String shareSet = "";
  private int shares;
  private int threshold;
  private List<KeeperStatus> keepers = List.of();
  private Optional<Instant> recoveredAt = Optional.empty();
  private int custodians;
  private List<ShareHolder> holders = List.of();
  private String backup = "";
  private Optional<Instant> backupAt = Optional.empty();
  private Optional<Long> lossSeconds = Optional.empty();
  private long backupFailures;
  private Optional<Instant> oldestBackupAt = Optional.empty();
  private Optional<Instant> drillAt = Optional.empty();
  private String drillProblem = "";
  private long storeBytes;
  private long freeBytes;
  private long changeNumber;
  private int deadLetters;
  private List<String> attention = List.of();
  private List<String> warnings = List.of();

  private StatusReader() {}

  static StatusReport read(byte[] body) {
    GoReader in = GoReader.answer(body, "at", "version", "mode", "spiffeId", "svidExpiresAt",
        "sealed", "sealReason", "storeId", "keyId", "shareSet", "shares", "threshold", "keepers",
        "recoveredAt", "custodians", "confirmed", "holders", "backup", "backupAt", "lossSeconds",
        "backupFailures", "oldestBackupAt", "drillAt", "drillProblem",
        "storeBytes", "freeBytes", "changeNumber", "deadLetters", "attention", "warnings");
    StatusReader parts = new StatusReader();
    while (in.next()) {
      parts.member(in);
    }
    return parts.report();
  }

  private void member(GoReader in) {
    switch (in.name()) {
      case "at" -> at = in.time().orElse(Instant.EPOCH);
      case "version" -> version = in.text();
      case "mode" -> mode = in.text();
      case "spiffeId" -> spiffeId = in.text();
      case "svidExpiresAt" -> svidExpiresAt = in.time().orElse(Instant.EPOCH);
      case "sealed" -> sealed = in.flag();
      case "sealReason" -> sealReason = in.text();
      case "storeId" -> storeId = in.text();
      case "keyId" -> keyId = in.text();
      case "shareSet" -> shareSet = in.text();
      case "shares" -> shares = in.integer();
      case "threshold" -> threshold = in.integer();
      case "keepers" -> keepers = in.objects(KeeperStatus::read, KeeperStatus.MEMBERS);
      case "recoveredAt" -> recoveredAt = in.time();
      case "custodians" -> custodians = in.integer();
      // The holders say it, one by one.
      case "confirmed" -> in.integer();
      case "holders" -> holders = in.objects(ShareHolder::read, ShareHolder.MEMBERS);
      case "backup" -> backup = in.text();
      case "backupAt" -> backupAt = in.time();
      case "lossSeconds" -> lossSeconds = Optional.of(in.number());
      case "backupFailures" -> backupFailures = in.number();
      case "oldestBackupAt" -> oldestBackupAt = in.time();
      case "drillAt" -> drillAt = in.time();
      case "drillProblem" -> drillProblem = in.text();
      case "storeBytes" -> storeBytes = in.number();
      case "freeBytes" -> freeBytes = in.number();
      case "changeNumber" -> changeNumber = in.number();
      case "deadLetters" -> deadLetters = in.integer();
      case "attention" -> attention = in.texts();
      default -> warnings = in.texts();
    }
  }

  private StatusReport report() {
    return new StatusReport(
        new StatusReport.Program(at, version, mode, spiffeId, svidExpiresAt),
        new StatusReport.Seal(sealed, sealReason, storeId, keyId, shareSet, shares, threshold),
        keepers, new StatusReport.Custody(recoveredAt, custodians, holders),
        new StatusReport.Backup(backup, backupAt, lossSeconds, backupFailures, oldestBackupAt,
            drillAt.map(at -> new StatusReport.Drill(at, drillProblem))),
        new StatusReport.Store(storeBytes, freeBytes, changeNumber, deadLetters), attention,
        warnings);
  }
}
