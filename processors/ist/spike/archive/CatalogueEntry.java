// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is remembered of one backup.
 *
 * @param id its name
 * @param sizeBytes size of its file; 0 while unknown
 * @param sha256 hash of its file; empty while unknown
 * @param keyId of the root key that opens it; empty while unknown
 * @param includeHash hash of the files of {@code backup.include} in it; empty while unknown
 * @param auditHead how far the audit records had come; empty while unknown
 * @param places where it is or was, each destination once
 */
public record CatalogueEntry(BackupId id, long sizeBytes, String sha256, String keyId,
    String includeHash, String auditHead, List<Place> places) {

  /** Takes a copy. */
  public CatalogueEntry {
    places = List.copyOf(places);
  }

  /** Of a file that was found and not opened yet. */
  public static CatalogueEntry found(BackupId id, Place place) {
    return new CatalogueEntry(id, 0, "", "", "", "", List.of(place));
  }

  /** With this place instead of what was known of the same destination. */
  public CatalogueEntry with(Place place) {
    List<Place> changed = new ArrayList<>(places);
    changed.removeIf(each -> each.destination().equals(place.destination()));
    changed.add(place);
    return new CatalogueEntry(id, sizeBytes, sha256, keyId, includeHash, auditHead,
        changed);
  }

  /** With what a sound verification read. */
  public CatalogueEntry with(Verification verification) {
    return verification.manifest()
        .map(manifest -> new CatalogueEntry(id, verification.sizeBytes(), verification.sha256(),
            manifest.shareSet().keyId().hex(), Includes.hashOf(manifest.files()),
            manifest.contents().auditHead(), places))
        .orElse(this);
  }

  /** What is known of it in this destination. */
  public Optional<Place> place(String destination) {
    return places.stream().filter(each -> each.destination().equals(destination)).findFirst();
  }

  /**
   * Whether it holds the store as it is when this is its newest audit record, which every change has. Change numbers go
   * back with a restore, so a higher one says nothing.
   */
  public boolean isAsOf(String newest) {
    return auditHead.equals(newest) || auditHead.startsWith(newest + " ");
  }

  /** Whether it counts in any place. */
  public boolean counts() {
    return places.stream().anyMatch(Place::counts);
  }

  /** When it was removed from the last place that retention looks after; empty while it is kept. */
  public Optional<Instant> pruned() {
    List<Place> kept =
        places.stream().filter(place -> !place.copy()).toList();
    if (kept.stream().anyMatch(place -> place.pruned().isEmpty())) {
      return Optional.empty();
    }
    return kept.stream().flatMap(place -> place.pruned().stream()).max(Instant::compareTo);
  }
}
