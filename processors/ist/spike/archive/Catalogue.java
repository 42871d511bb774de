// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of all backups. The files are the truth: a lost catalogue is built again from the
 * files in the destinations and the history in the newest of them.
 *
 * @param entries oldest first, each backup once, at most {@value #MAX_ENTRIES}
 */
public record Catalogue(List<CatalogueEntry> entries) {

  /** Room for the history of a manifest and as many unfinished stories. */
  public static final int MAX_ENTRIES = Manifest.MAX_EARLIER;

  /** How long a backup is remembered after it is gone. */
  public static final Duration MEMORY = Duration.ofDays(400);

  /** Of no backups. */
  public static final Catalogue EMPTY = new Catalogue(List.of());

  /** Sorts. */
  public Catalogue {
    entries = entries.stream().sorted(Comparator.comparing(CatalogueEntry::id)).toList();
  }

  /** With this entry instead of what was known of the same backup. */
  public Catalogue with(CatalogueEntry entry) {
    List<CatalogueEntry> changed = new ArrayList<>(entries);
    changed.removeIf(each -> each.id().equals(entry.id()));
    changed.add(entry);
    return new Catalogue(changed);
  }

  /**
   * Without the backups that are gone for longer than they are remembered. When that is not enough, files that were
   * found and never verified go first, since whoever may write into one destination can make them, then the oldest.
   */
  public Catalogue forgetting(Instant now) {
    Instant since = now.minus(MEMORY);
    List<CatalogueEntry> kept = entries.stream()
        .filter(entry -> entry.pruned().filter(time -> time.isBefore(since)).isEmpty()).toList();
    if (kept.size() <= MAX_ENTRIES) {
      return new Catalogue(kept);
    }
    return new Catalogue(kept.stream()
        .sorted(Comparator.comparing((CatalogueEntry entry) -> entry.sha256().isEmpty())
            .thenComparing(CatalogueEntry::id, Comparator.reverseOrder()))
        .limit(MAX_ENTRIES).toList());
  }

  /** What is known of this backup. */
  public Optional<CatalogueEntry> entry(BackupId id) {
    return entries.stream().filter(entry -> entry.id().equals(id)).findFirst();
  }

  /** The newest backup that counts and is not of a later time than this. */
  public Optional<CatalogueEntry> newestVerified(Instant notAfter) {
    return entries.reversed().stream()
        .filter(entry -> entry.counts() && !entry.id().time().isAfter(notAfter)).findFirst();
  }

  /** The oldest backup that counts. */
  public Optional<CatalogueEntry> oldestVerified() {
    return entries.stream().filter(CatalogueEntry::counts).findFirst();
  }

  /** The history that the next backup carries: whatever was taken in the last 400 days and is known. */
  public List<EarlierBackup> earlier(Instant now) {
    Instant since = now.minus(MEMORY);
    Map<BackupId, Slot> slots = Retention.slots(this);
    List<EarlierBackup> history = entries.stream()
        .filter(entry -> !entry.sha256().isEmpty() && entry.id().time().isAfter(since))
        .map(entry -> new EarlierBackup(entry.id(), entry.sha256(), entry.id().time(),
            slots.getOrDefault(entry.id(), Slot.NONE), entry.pruned()))
        .toList();
    return history.subList(Math.max(0, history.size() - Manifest.MAX_EARLIER), history.size());
  }

  /** As retention sees the backups in one destination. */
  public List<Retention.Candidate> in(String destination) {
    List<Retention.Candidate> candidates = new ArrayList<>();
    for (CatalogueEntry entry : entries) {
      entry.place(destination).ifPresent(place -> candidates.add(new Retention.Candidate(
          entry.id(), place.level().counts(), !place.problem().isEmpty(),
          place.pruned().isPresent())));
    }
    return candidates;
  }
}
