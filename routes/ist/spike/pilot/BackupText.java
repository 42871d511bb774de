// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.wire.BackupInfo;
import ist.spike.wire.BackupListing;
import ist.spike.wire.BackupPlace;
import ist.spike.wire.PruneReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Backups as people and programs read them. */
final class BackupText {

  private static final int KEY_DIGITS = 8;
  private static final long UNIT = 1024;
  private static final List<String> LEVELS = List.of("unknown", "stored", "verified", "drilled");

  private BackupText() {}

  /** What would be lost now, then one line for each backup that is somewhere. */
  static String table(BackupListing listing, Instant now) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("ID", "AGE", "SIZE", "LEVEL", "SLOT", "KEY", "PLACES"));
    for (BackupInfo backup : listing.backups()) {
      if (!level(backup).isEmpty()) {
        rows.add(List.of(backup.id(), age(Duration.between(backup.time(), now)),
            backup.bytes() == 0 ? "?" : size(backup.bytes()), level(backup), backup.slot(),
            backup.keyId().isEmpty() ? "?" : backup.keyId().substring(0, KEY_DIGITS),
            places(backup, now)));
      }
    }
    return loss(listing) + "\n\n" + aligned(rows) + destinations(listing, now);
  }

  /** What each destination is good for by itself, when there are several. */
  private static String destinations(BackupListing listing, Instant now) {
    if (listing.destinations().size() < 2) {
      return "";
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("DESTINATION", "NEWEST VERIFIED"));
    for (String destination : listing.destinations()) {
      rows.add(List.of(destination, newest(listing, destination)
          .map(time -> age(Duration.between(time, now)) + " old").orElse("none")));
    }
    return "\n" + aligned(rows);
  }

  private static Optional<Instant> newest(BackupListing listing, String destination) {
    return listing.backups().stream().filter(backup -> backup.places().stream()
        .anyMatch(place -> place.destination().equals(destination) && !place.gone()
            && LEVELS.indexOf(place.level()) >= LEVELS.indexOf("verified")))
        .map(BackupInfo::time).max(Instant::compareTo);
  }

  private static String loss(BackupListing listing) {
    if (listing.lossSeconds().isEmpty()) {
      return "No backup is verified: all work would be lost now.";
    }
    long seconds = listing.lossSeconds().getAsLong();
    return "The newest verified backup is "
        + age(Duration.ofSeconds(listing.ageSeconds().orElse(0))) + " old; "
        + (seconds == 0
            ? "nothing has changed since."
            : seconds
                + " seconds of work would be lost now.");
  }

  /** Everything about one backup. */
  static String details(BackupInfo backup, Instant now) {
    StringBuilder text = new StringBuilder("Backup " + backup.id()
        + "\n  Taken   : " + backup.time() + " (" + age(Duration.between(backup.time(), now))
        + " ago)\n  Size    : " + backup.bytes() + " bytes\n  SHA-256 : " + backup.sha256()
        + "\n  Key     : " + backup.keyId() + "\n  Slot    : " + backup.slot() + "\n");
    for (BackupPlace place : backup.places()) {
      text.append("  ").append(place.copy() ? "Copy in " : "In ").append(place.destination())
          .append(": ").append(place.gone() ? "gone" : place.level());
      place.checked().ifPresent(time -> text.append(", checked ")
          .append(age(Duration.between(time, now))).append(" ago"));
      text.append("\n    passed: ").append(place.passed().isEmpty()
          ? "nothing yet"
          : String.join(", ", place.passed())).append('\n');
      if (!place.problem().isEmpty()) {
        text.append("    problem: ").append(place.problem()).append('\n');
      }
    }
    return text.toString();
  }

  /** One line for each backup in each destination: what becomes of it, and why. */
  static String verdicts(PruneReport report, boolean dryRun) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("ID", "SLOT", "", "WHY", "DESTINATION"));
    for (PruneReport.Verdict verdict : report.verdicts()) {
      String fate = dryRun ? "would go" : "gone";
      rows.add(List.of(verdict.id(), verdict.slot(), verdict.kept() ? "stays" : fate,
          verdict.reason(), verdict.destination()));
    }
    return aligned(rows);
  }

  static Map<String, Object> document(BackupListing listing) {
    Map<String, Object> document = new LinkedHashMap<>();
    listing.ageSeconds().ifPresent(seconds -> document.put("ageSeconds", seconds));
    listing.lossSeconds().ifPresent(seconds -> document.put("lossSeconds", seconds));
    document.put("destinations", listing.destinations());
    document.put("backups", listing.backups().stream().map(BackupText::document).toList());
    return document;
  }

  static Map<String, Object> document(BackupInfo backup) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("id", backup.id());
    document.put("time", new Document.Plain(backup.time().toString()));
    document.put("bytes", backup.bytes());
    document.put("sha256", backup.sha256());
    document.put("keyId", backup.keyId());
    document.put("slot", backup.slot());
    document.put("level", level(backup));
    document.put("places", backup.places().stream().map(BackupText::document).toList());
    return document;
  }

  private static Map<String, Object> document(BackupPlace place) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("destination", place.destination());
    document.put("copy", place.copy());
    document.put("level", place.gone() ? "gone" : place.level());
    document.put("passed", place.passed());
    place.checked()
        .ifPresent(time -> document.put("checked", new Document.Plain(time.toString())));
    document.put("problem", place.problem());
    return document;
  }

  static List<Map<String, Object>> document(PruneReport report) {
    List<Map<String, Object>> verdicts = new ArrayList<>();
    for (PruneReport.Verdict verdict : report.verdicts()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("destination", verdict.destination());
      document.put("id", verdict.id());
      document.put("slot", verdict.slot());
      document.put("kept", verdict.kept());
      document.put("reason", verdict.reason());
      verdicts.add(document);
    }
    return verdicts;
  }

  /** The best level in any place; empty when it is nowhere. */
  private static String level(BackupInfo backup) {
    String best = "";
    for (BackupPlace place : backup.places()) {
      if (!place.gone() && LEVELS.indexOf(place.level()) >= LEVELS.indexOf(best)) {
        best = place.level();
      }
    }
    return best;
  }

  private static String places(BackupInfo backup, Instant now) {
    List<String> places = new ArrayList<>();
    for (BackupPlace place : backup.places()) {
      if (!place.gone()) {
        String checked = place.copy()
            ? place.checked().map(time -> " (copy, " + age(Duration.between(time, now)) + ")")
                .orElse(" (copy)")
            : "";
        places.add(place.destination() + checked + (place.problem().isEmpty() ? "" : " DAMAGED"));
      }
    }
    return String.join(", ", places);
  }

  static String age(Duration age) {
    if (age.isNegative()) {
      return "0 s";
    }
    if (age.toDays() >= 2) {
      return age.toDays() + " d";
    }
    if (age.toHours() >= 2) {
      return age.toHours() + " h";
    }
    return age.toMinutes() >= 2 ? age.toMinutes() + " min" : age.toSeconds() + " s";
  }

  private static String size(long bytes) {
    if (bytes < UNIT) {
      return bytes + " B";
    }
    double size = bytes;
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    int unit = 0;
    while (size >= UNIT && unit < units.length - 1) {
      size /= UNIT;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", size, units[unit]);
  }

  private static String aligned(List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        int index = column;
        int width = rows.stream().mapToInt(each -> each.get(index).length()).max().orElse(0);
        line.append(row.get(column)).append(" ".repeat(width - row.get(column).length() + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
