// SPDX-License-Identifier: Apache-2.0
package ist.spike.spikedb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.crypto.SecretBytes;
import ist.spike.shard.Share;
import ist.spike.vectors.Vectors;
import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shares as the real Go code of SPIKE 0.8.0 (v1) and 0.8.2 (v2) made them. */
final class SpikeKeySearchTest {

  private static final Vectors SPIKE = Vectors.load("shamir-vectors.json");

  @TempDir
  Path directory;

  private final List<Share> shares = new ArrayList<>();
  private Path file = Path.of("");

  @BeforeEach
  void write() throws SQLException {
    file = directory.resolve("spike.db");
    try (SpikeFixture spike = SpikeFixture.create(file)) {
      spike.metadata("a", 1, 1, 10);
      spike.version("a", 1, "{}");
    }
  }

  @AfterEach
  void close() {
    shares.forEach(Share::close);
  }

  @Test
  void find_sharesOfEitherKind_givesTheKey() {
    for (String kind : List.of("v1", "v2")) {
      // Given
      close();
      shares.clear();
      add(kind, 3, 1);
      add(kind, 3, 3);

      // When, Then
      assertFinds(List.of());
    }
  }

  @Test
  void find_moreThanNeeded_givesTheKey() {
    // Given
    add("v2", 3, 1);
    add("v2", 3, 2);
    add("v2", 3, 3);

    // When, Then
    assertFinds(List.of());
  }

  @Test
  void find_bothKindsMixed_usesThoseOfOneSplit() {
    // Given
    add("v1", 3, 2);
    add("v2", 3, 1);
    add("v2", 3, 3);

    // When, Then
    assertFinds(List.of(2));
  }

  @Test
  void find_oneOfEachKind_isRefused() {
    // Given
    add("v1", 3, 1);
    add("v2", 3, 2);

    // When, Then
    assertRefuses("no combination of these 2 shards opens a row of the database: nothing was"
        + " done. They are too few, of another key, or not of one SPIKE version; give shards of"
        + " one split");
  }

  @Test
  void find_thresholdOne_givesTheKey() {
    // Given
    shares.add(new Share(1, SecretBytes.takeOwnership(SpikeFixture.KEY.clone())));

    // When, Then
    assertFinds(List.of());
  }

  @Test
  void find_emptyDatabase_isRefused() throws SQLException {
    // Given
    file = directory.resolve("empty.db");
    SpikeFixture.create(file).close();
    add("v2", 3, 1);
    add("v2", 3, 2);

    // When, Then
    assertRefuses("the database is empty, so nothing is to be imported");
  }

  private void assertFinds(List<Integer> unfit) {
    try (SpikeDatabase database = SpikeDatabase.open(file);
        SpikeKeySearch.Found found = SpikeKeySearch.find(shares, database);
        SecretBytes key = SecretBytes.takeOwnership(SpikeFixture.KEY.clone())) {
      assertThat(found.key().matches(key)).isTrue();
      assertThat(found.unfit()).isEqualTo(unfit);
    }
  }

  private void assertRefuses(String sentence) {
    try (SpikeDatabase database = SpikeDatabase.open(file)) {
      assertThatThrownBy(() -> SpikeKeySearch.find(shares, database))
          .isInstanceOf(SpikeException.class).hasMessage(sentence);
    }
  }

  /** Takes a share of the fixture's key, split into so many with a threshold of 2. */
  private void add(String kind, int count, int id) {
    Vectors vector = SPIKE.members("vectors").stream()
        .filter(each -> each.text("root_key").equals(HexFormat.of().formatHex(SpikeFixture.KEY))
            && each.text("kind").equals(kind) && each.number("shares_n") == count
            && each.number("threshold") == 2)
        .findFirst().orElseThrow();
    shares.add(new Share(id, vector.member("shares").secret(String.valueOf(id))));
  }
}
