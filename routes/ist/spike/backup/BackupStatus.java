// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.Catalogue;
import ist.spike.archive.CatalogueEntry;
import ist.spike.archive.Place;
import ist.spike.archive.Retention;
import ist.spike.archive.Slot;
import ist.spike.wire.DrillReport;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What would be lost now, in one look.
 *
 * @param newest name of the newest verified backup; empty when there is none
 * @param age how old it is; empty when there is none
 * @param lossSeconds how many seconds of work are in no verified backup: 0 when nothing changed since the
 *     newest one; empty when there is none
 * @param kept how many verified backups fill each slot
 * @param failures places whose last verification failed, and destinations that lack the newest verified
 *     backup
 * @param bytes size of the newest verified backup; 0 when there is none
 * @param destinations for each whether the newest verified backup was read back from there; none when
 *     there is none
 * @param oldest when the oldest verified backup was taken; empty when there is none
 * @param drill the newest one; empty before the first
 */
public record BackupStatus(String newest, Optional<Duration> age, Optional<Long> lossSeconds,
    Map<Slot, Long> kept, long failures, long bytes, Map<String, Boolean> destinations,
    Optional<Instant> oldest, Optional<DrillReport> drill) {

  /**
   * Of this catalogue.
   *
   * @param auditHead the newest audit record of the running store
   * @param destinations names of all that every backup goes to
   */
  static BackupStatus of(Catalogue catalogue, String auditHead, Instant now,
      List<String> destinations) {
    Optional<CatalogueEntry> newest = catalogue.newestVerified(now);
    Optional<Duration> age =
        newest.map(entry -> Duration.between(entry.id().time(), now));
    boolean saved = newest.filter(entry -> entry.isAsOf(auditHead)).isPresent();
    Map<Slot, Long> kept = new EnumMap<>(Slot.class);
    Retention.slots(catalogue).values().forEach(slot -> kept.merge(slot, 1L, Long::sum));
    long failures = catalogue.entries().stream().flatMap(entry -> entry.places().stream())
        .filter(place -> place.pruned().isEmpty() && !place.problem().isEmpty()).count();
    long behind = newest.stream().flatMap(entry -> destinations.stream()
        .filter(name -> entry.place(name).filter(BackupStatus::isWhereItShould).isEmpty())).count();
    return new BackupStatus(newest.map(entry -> entry.id().text()).orElse(""), age,
        age.map(passed -> saved ? 0 : passed.toSeconds()), kept, failures + behind,
        newest.map(CatalogueEntry::sizeBytes).orElse(0L),
        newest.map(entry -> holders(entry, destinations)).orElse(Map.of()),
        catalogue.oldestVerified().map(entry -> entry.id().time()), Optional.empty());
  }

  BackupStatus withDrill(Optional<DrillReport> newestDrill) {
    return new BackupStatus(newest, age, lossSeconds, kept, failures, bytes, destinations,
        oldest, newestDrill);
  }

  private static Map<String, Boolean> holders(CatalogueEntry entry, List<String> destinations) {
    Map<String, Boolean> holders = new LinkedHashMap<>();
    destinations.forEach(name -> holders.put(name, entry.place(name)
        .filter(place -> place.counts() && place.problem().isEmpty()).isPresent()));
    return holders;
  }

  /** Not counted twice: what is here and failed is a failure already. */
  private static boolean isWhereItShould(Place place) {
    return place.counts() || (place.pruned().isEmpty() && !place.problem().isEmpty());
  }
}
