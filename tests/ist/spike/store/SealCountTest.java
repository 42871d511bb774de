// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No data key makes more seals than were committed ahead, whatever happens in between. */
final class SealCountTest {

  /** A put makes two seals of secrets, so a block lasts for a few puts only. */
  private static final SealLimits TINY = new SealLimits(16, 64, 8);

  @TempDir
  Path directory;

  @Test
  void reopen_countsEverythingReservedAsUsed() throws SQLException {
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
      // Given
      fixture.put("a", "value");
      long block = SealLimits.STANDARD.block();
      assertThat(secretKeys(fixture)).containsExactly(block);

      // When
      fixture.store.close();
      fixture.reopen();
      fixture.put("a", "value");

      // Then
      assertThat(secretKeys(fixture)).containsExactly(2 * block);
    }
  }

  @Test
  void put_blocksUsedUp_reservesMoreAndThenRetiresTheKey() throws SQLException {
    try (StoreFixture fixture =
        StoreFixture.unsealed(directory, StoreTuning.STANDARD.with(TINY))) {
      // When: 120 seals under keys of at most 64
      for (int i = 0; i < 60; i++) {
        fixture.put("a" + i, "value " + i);
      }

      // Then
      assertThat(secretKeys(fixture)).hasSizeGreaterThanOrEqualTo(2)
          .allSatisfy(seals -> assertThat(seals).isLessThanOrEqualTo(TINY.maxSeals()));
      fixture.store.close();
      fixture.reopen();
      assertThat(fixture.get("a0", 0)).isEqualTo("value 0");
      assertThat(fixture.get("a59", 0)).isEqualTo("value 59");
      assertThat(fixture.store.check(CheckProgress.NONE).problems()).isEmpty();
    }
  }

  private static List<Long> secretKeys(StoreFixture fixture) throws SQLException {
    try (Database database = Database.forReading(fixture.file())) {
      return database.all("SELECT reserved FROM data_key WHERE purpose = 'secret'",
          row -> row.getLong(1));
    }
  }
}
