// SPDX-License-Identifier: Apache-2.0
package ist.spike.spikedb;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.secret.VersionInfo;
import ist.spike.vectors.Vectors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database that SPIKE 0.8.2's own code wrote in New York, against what it says is in it. */
final class SpikeFixtureFileTest {

  private static final Vectors EXPECTED = Vectors.load("spike-fixture.json");

  @TempDir
  Path directory;

  private Path file = Path.of("");

  @BeforeEach
  void copy() throws IOException {
    file = directory.resolve("spike.db");
    try (InputStream in =
        requireNonNull(Vectors.class.getResourceAsStream("spike-fixture.db"))) {
      Files.copy(in, file);
    }
  }

  @Test
  void version_ofEveryRow_isAsWritten() throws IOException {
    // Given
    List<Vectors> rows = EXPECTED.members("secrets");

    // When
    Seen seen = Seen.in(file);

    // Then
    for (Vectors row : rows) {
      SpikeSecret secret = requireNonNull(seen.secrets.get(row.text("path")));
      SpikeVersion version = requireNonNull(secret.versions().get(row.number("version")));
      assertThat(version.info()).isEqualTo(new VersionInfo(time(row.text("created_time_text")),
          row.isNull("deleted_time_text")
              ? Optional.empty()
              : Optional.of(time(row.text("deleted_time_text")))));
      assertThat(version.values()).isEqualTo(SpikeValues
          .parse(row.text("plaintext_utf8").getBytes(StandardCharsets.UTF_8)));
    }
    assertThat(seen.secrets.values().stream().mapToInt(each -> each.versions().size()).sum())
        .isEqualTo(rows.size());
    assertThat(seen.skipped).isEmpty();
    assertThat(seen.noted).isEmpty();
  }

  @Test
  void metadata_ofEverySecret_isAsWritten() {
    // Given
    List<Vectors> rows = EXPECTED.members("metadata");

    // When
    Seen seen = Seen.in(file);

    // Then
    assertThat(seen.secrets).hasSize(rows.size());
    for (Vectors row : rows) {
      SpikeSecret secret = requireNonNull(seen.secrets.get(row.text("path")));
      assertThat(secret.current()).isEqualTo(number(row, "current_version"));
      assertThat(secret.oldest()).isEqualTo(number(row, "oldest_version"));
      assertThat(secret.maxVersions()).isEqualTo(number(row, "max_versions"));
      assertThat(secret.created())
          .isEqualTo(Instant.ofEpochSecond(number(row, "created_time")));
      assertThat(secret.updated())
          .isEqualTo(Instant.ofEpochSecond(number(row, "updated_time")));
    }
  }

  @Test
  void policy_ofEveryRow_isAsWritten() {
    // When
    Seen seen = Seen.in(file);

    // Then
    assertThat(seen.policies).hasSize(EXPECTED.members("policies").size());
    for (Vectors row : EXPECTED.members("policies")) {
      SpikePolicy policy = requireNonNull(seen.policies.get(row.text("name")));
      assertThat(policy.spiffeIdPattern()).isEqualTo(row.text("spiffe_id_pattern"));
      assertThat(policy.pathPattern()).isEqualTo(row.text("path_pattern"));
      assertThat(String.join(",", policy.permissions())).isEqualTo(row.text("permissions"));
    }
  }

  @Test
  void pruned_versionsBeyondTheLimit_areShownAndCanBeLeftOut() {
    // When
    SpikeSecret rotated = requireNonNull(Seen.in(file).secrets.get("rot/secret"));

    // Then
    assertThat(rotated.versions()).hasSize(13);
    assertThat(rotated.pruned()).isEqualTo(3);
    assertThat(rotated.withoutPruned().versions().firstKey()).isEqualTo(4);
  }

  @Test
  void read_ofAFile_leavesNothingBesideItAndChangesNothing() throws IOException {
    // Given
    byte[] before = Files.readAllBytes(file);

    // When
    Seen.in(file);

    // Then
    assertThat(directory.toFile().list()).containsExactly("spike.db");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  private static Instant time(String text) {
    return OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
  }

  private static int number(Vectors row, String name) {
    return Integer.parseInt(row.text(name));
  }
}
