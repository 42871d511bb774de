// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ist.spike.crypto.RootKey;
import ist.spike.store.StoreId;
import ist.spike.wire.SpikeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CatalogueTest {

  private static final StoreId STORE = StoreId.of(new byte[16]);
  private static final Instant NOW = Instant.parse("2026-06-01T02:15:00Z");
  private static final String HERE = "file:/here";

  @Test
  void parse_whatWasWritten_isTheSame() {
    try (RootKey key = RootKey.generate()) {
      Catalogue catalogue = new Catalogue(List.of(entry(1, verified()), entry(0, damaged()),
          entry(2, verified().prunedAt(NOW))));
      assertThat(CatalogueJson.parse(CatalogueJson.write(catalogue, key), key))
          .isEqualTo(catalogue);
    }
  }

  @Test
  void parse_anyBitAltered_isRefused() {
    try (RootKey key = RootKey.generate()) {
      byte[] file = CatalogueJson.write(new Catalogue(List.of(entry(0, verified()))), key);
      for (int i = 0; i < file.length; i++) {
        byte[] altered = file.clone();
        altered[i] ^= (byte) (1 << i % 8);
        assertThatExceptionOfType(SpikeException.class).as("byte %d", i)
            .isThrownBy(() -> CatalogueJson.parse(altered, key))
            .withMessageStartingWith("the catalogue cannot be read: ");
      }
    }
  }

  @Test
  void parse_ofAnotherStore_isRefused() {
    try (RootKey key = RootKey.generate(); RootKey other = RootKey.generate()) {
      byte[] file = CatalogueJson.write(Catalogue.EMPTY, other);
      assertThatExceptionOfType(SpikeException.class)
          .isThrownBy(() -> CatalogueJson.parse(file, key))
          .withMessage("the catalogue cannot be read: it is not signed by this store");
    }
  }

  @Test
  void forgetting_goneForLongerThan400Days_isForgotten() {
    Catalogue catalogue = new Catalogue(List.of(entry(0, verified()),
        entry(1, verified().prunedAt(NOW.minus(Duration.ofDays(401)))),
        entry(2, verified().prunedAt(NOW.minus(Duration.ofDays(399))))));
    assertThat(catalogue.forgetting(NOW).entries()).extracting(CatalogueEntry::id)
        .containsExactly(id(2), id(0));
  }

  @Test
  void forgetting_moreNamesThanThereIsRoomFor_keepsWhatWasVerified() {
    // Given: names that somebody put into a destination, of a later time than any backup
    List<CatalogueEntry> entries = new ArrayList<>(List.of(entry(0, verified())));
    for (int i = 1; i <= Catalogue.MAX_ENTRIES; i++) {
      entries.add(CatalogueEntry.found(id(-i), Place.found(HERE)));
    }

    // When
    Catalogue kept = new Catalogue(entries).forgetting(NOW);

    // Then
    assertThat(kept.entries()).hasSize(Catalogue.MAX_ENTRIES);
    assertThat(kept.entry(id(0))).isPresent();
  }

  @Test
  void earlier_isTheHistoryWithSlots() {
    Catalogue catalogue =
        new Catalogue(List.of(entry(0, verified()), entry(1, verified().prunedAt(NOW)),
            entry(500, verified())));
    assertThat(catalogue.earlier(NOW)).containsExactly(
        new EarlierBackup(id(1), "11".repeat(32), id(1).time(), Slot.NONE, Optional.of(NOW)),
        new EarlierBackup(id(0), "11".repeat(32), id(0).time(), Slot.MONTHLY, Optional.empty()));
  }

  @Test
  void newestVerified_isNeitherDamagedNorGoneNorOfTheFuture() {
    Catalogue catalogue = new Catalogue(List.of(entry(3, verified()), entry(2, damaged()),
        entry(1, verified().prunedAt(NOW)), entry(-1, verified())));
    assertThat(catalogue.newestVerified(NOW)).map(CatalogueEntry::id).contains(id(3));
  }

  @Test
  void reverify_dailyRuns_openEveryBackupWithin30Days() {
    // Given
    Map<BackupId, Instant> checked = new HashMap<>();
    for (int day = 0; day < 38; day++) {
      checked.put(id(day), NOW);
    }

    for (int day = 1; day < 200; day++) {
      Instant now = NOW.plus(Duration.ofDays(day));
      Catalogue catalogue = new Catalogue(checked.entrySet().stream()
          .map(each -> entry(each.getKey(), at(each.getValue()))).toList());

      // When
      List<ReverifyPlan.Visit> visits = ReverifyPlan.due(catalogue, now, 10);
      visits.forEach(visit -> checked.put(visit.id(), now));

      // Then
      assertThat(visits).hasSizeLessThanOrEqualTo(3);
      assertThat(checked.values())
          .allMatch(time -> time.isAfter(now.minus(Duration.ofDays(30))));
    }
  }

  @Test
  void reverify_longOutage_catchesUpWithinItsBound() {
    Catalogue catalogue = new Catalogue(List.of(entry(0, at(NOW)), entry(1, at(NOW)),
        entry(2, at(NOW)), entry(3, at(NOW).prunedAt(NOW))));
    assertThat(ReverifyPlan.due(catalogue, NOW.plus(Duration.ofDays(300)), 2)).hasSize(2);
    assertThat(ReverifyPlan.due(catalogue, NOW.plus(Duration.ofDays(300)), 10)).hasSize(3);
    assertThat(ReverifyPlan.due(catalogue, NOW.plus(Duration.ofDays(1)), 10)).hasSize(1);
  }

  private static CatalogueEntry entry(int daysAgo, Place place) {
    return entry(id(daysAgo), place);
  }

  private static CatalogueEntry entry(BackupId id, Place place) {
    return new CatalogueEntry(id, 10, "11".repeat(32), "22".repeat(16), "33".repeat(32),
        "7:" + "44".repeat(32), List.of(place));
  }

  private static Place verified() {
    return at(NOW);
  }

  private static Place at(Instant checked) {
    return new Place(HERE, false, Level.VERIFIED, Set.of(Check.values()), checked, "",
        Optional.empty());
  }

  private static Place damaged() {
    return new Place(HERE, false, Level.STORED, Set.of(Check.HASH), NOW, "a \"row\" is gone",
        Optional.empty());
  }

  private static BackupId id(int daysAgo) {
    return BackupId.of(STORE, NOW.minus(Duration.ofDays(daysAgo)), 1);
  }
}
