// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which backups are opened again, so that each one was within 30 days: those that have waited for 20 days,
 * and at each run a share of the rest, the longest unverified first.
 */
public final class ReverifyPlan {

  /** With daily runs 38 backups are 2 a day, all within 19 days. */
  static final int RUNS = 20;
  static final Duration PATIENCE = Duration.ofDays(20);

  private ReverifyPlan() {}

  /** One backup in one place. */
  public record Visit(BackupId id, String destination, Instant lastChecked) {}

  /** The visits of this run, longest unverified first, at most {@code max}. */
  public static List<Visit> due(Catalogue catalogue, Instant now, int max) {
    List<Visit> visits = new ArrayList<>();
    for (CatalogueEntry entry : catalogue.entries()) {
      for (Place place : entry.places()) {
        if (place.pruned().isEmpty() && !place.copy()) {
          visits.add(new Visit(entry.id(), place.destination(), place.checkedAt()));
        }
      }
    }
    visits.sort(Comparator.comparing(Visit::lastChecked).thenComparing(Visit::id));
    long share = Math.ceilDiv(visits.size(), RUNS);
    long late = visits.stream()
        .filter(visit -> visit.lastChecked().isBefore(now.minus(PATIENCE))).count();
    return visits.subList(0, (int) Math.min(Math.min(Math.max(share, late), max), visits.size()));
  }
}
