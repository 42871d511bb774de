// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static ist.spike.store.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ist.spike.shard.Share;
import ist.spike.shard.ShareSetId;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CustodyTest {

  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123456789Z");
  private static final String WHO = "spiffe://spike.ist/spike/pilot/role/recover";

  @TempDir
  Path directory;

  private final ShareSetId set = ShareSetId.random();

  @Test
  void recordCustody_whileSealed_isKeptInTheOrderOfShares() {
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
      // Given
      fixture.store.close();
      fixture.store = SqliteStore.open(fixture.settings());
      CustodyEvent second = new CustodyEvent(set, 2, WHO, NOON);
      CustodyEvent whole = new CustodyEvent(set, CustodyEvent.WHOLE_SET, WHO, NOON);
      CustodyEvent later = new CustodyEvent(set, 2, WHO, NOON.plusSeconds(1));

      // When
      result(fixture.store.recordCustody(second));
      result(fixture.store.recordCustody(whole));
      result(fixture.store.recordCustody(later));

      // Then
      assertThat(fixture.store.custody(set)).containsExactly(whole, later);
      assertThat(fixture.store.custody(ShareSetId.random())).isEmpty();
    }
  }

  @Test
  void recordCustody_ofAnotherSet_forgetsTheEarlierOne() {
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
      result(fixture.store.recordCustody(new CustodyEvent(set, 1, WHO, NOON)));
      CustodyEvent next = new CustodyEvent(ShareSetId.random(), 1, WHO, NOON);
      result(fixture.store.recordCustody(next));
      assertThat(fixture.store.custody(set)).isEmpty();
      assertThat(fixture.store.custody(next.shareSet())).containsExactly(next);
    }
  }

  @Test
  void event_shareThatCannotBe_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CustodyEvent(set, Share.MAX_ID + 1, WHO, NOON));
    assertThatIllegalArgumentException().isThrownBy(() -> new CustodyEvent(set, -1, WHO, NOON));
  }
}
