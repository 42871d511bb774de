// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.crypto.KeyId;
import ist.spike.crypto.RootKey;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreAsideTest {

  private static final Instant NOW = Instant.parse("2026-11-25T03:04:05Z");

  @TempDir
  Path directory;

  @Test
  void move_storeOfTheNamedKey_liesBesideItsPlaceWithAllItsRows() throws IOException {
    // Given
    StoreSettings settings = new StoreSettings(directory.resolve("data"), false);
    StoreSettings moved = new StoreSettings(directory.resolve("data.replaced-20261125T030405Z"),
        false);
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
      fixture.put("tenants/acme", "v1");
      fixture.store.close();
      RootKey key = fixture.key;

      // When
      assertThat(StoreAside.move(settings, key.keyId(), NOW)).contains(moved.directory());

      // Then
      assertThat(settings.directory()).doesNotExist();
      try (SqliteStore fresh = SqliteStore.open(settings)) {
        assertThat(fresh.head().phase()).isEqualTo(StorePhase.NEW);
      }
      assertThat(StoreAside.move(settings, key.keyId(), NOW)).as("a second start").isEmpty();
      try (SqliteStore old = SqliteStore.open(moved)) {
        old.unseal(key);
        assertThat(new String(old.read("tenants/acme", 0).orElseThrow().value(),
            UTF_8)).isEqualTo("v1");
      }
      assertThat(Files.getPosixFilePermissions(moved.directory())).hasSize(3);
    }
  }

  @Test
  void move_otherKeyOrNoKeyOrNoStore_leavesEverythingWhereItIs() {
    // Given
    StoreSettings settings = new StoreSettings(directory.resolve("data"), false);
    try (RootKey other = RootKey.generate()) {
      KeyId wanted = other.keyId();
      assertThat(StoreAside.move(settings, wanted, NOW)).isEmpty();
      StoreFixture.brandNew(directory).close();
      assertThat(StoreAside.move(settings, wanted, NOW)).isEmpty();
      assertThat(settings.file()).exists();
    }
    try (StoreFixture fixture = StoreFixture.unsealed(directory);
        RootKey other =
            RootKey.generate()) {
      fixture.store.close();

      // When, Then
      assertThat(StoreAside.move(settings, other.keyId(), NOW)).isEmpty();
      assertThat(settings.file()).exists();
    }
  }

  @Test
  void move_storeOpenElsewhere_isRefused() {
    StoreSettings settings = new StoreSettings(directory.resolve("data"), false);
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
      assertThatThrownBy(() -> StoreAside.move(settings, fixture.key.keyId(), NOW))
          .isInstanceOfSatisfying(SpikeException.class,
              refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.BUSY))
          .hasMessageContaining("open in another process");
      assertThat(fixture.file()).exists();
    }
  }

  @Test
  void move_placeTaken_isRefusedAndNothingIsMoved() throws IOException {
    // Given
    StoreSettings settings = new StoreSettings(directory.resolve("data"), false);
    Path taken = Files.createDirectory(directory.resolve("data.replaced-20261125T030405Z"));
    Files.createFile(taken.resolve("somebody's"));
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
      fixture.store.close();

      // When, Then
      assertThatThrownBy(() -> StoreAside.move(settings, fixture.key.keyId(), NOW))
          .isInstanceOf(SpikeException.class).hasMessageContaining("cannot be moved from");
      assertThat(settings.file()).exists();
    }
  }
}
