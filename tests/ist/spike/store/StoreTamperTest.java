// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever can write the file but has no key is found out. */
final class StoreTamperTest {

  private static final String SET_HASH_DIFFERS =
      "the set hash differs: a row was removed, added or replaced by an older one";

  @TempDir
  Path directory;

  private StoreFixture fixture;

  @BeforeEach
  void fill() {
    fixture = StoreFixture.unsealed(directory);
    fixture.put("a", "a one");
    fixture.put("a", "a two");
    fixture.put("b", "b one");
    fixture.put("b", "b two");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      (SELECT sealed FROM secret_version WHERE path = 'b' AND version = 2)
      (SELECT sealed FROM secret_version WHERE path = 'a' AND version = 1)
      (SELECT sealed FROM secret_meta WHERE path = 'a')
      (SELECT sealed FROM head)
      CAST(substr(sealed, 1, length(sealed) - 1) AS BLOB)
      x'01'
      x'0100000063000000000000000000000000000000000000000000000000000000000000'
      """)
  void read_versionAlteredOrMoved_isDamageThatNamesTheRow(String cell) throws SQLException {
    // When
    fixture.tamper(
        "UPDATE secret_version SET sealed = " + cell + " WHERE path = 'a' AND version = 2");

    // Then
    assertDamaged("secret_version row 'a' version 2");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      secret_version row 'a' version 2 | DELETE FROM secret_version WHERE path = 'a' AND version = 2
      secret_meta row 'a' version 0 | UPDATE secret_meta SET sealed = (SELECT sealed FROM secret_meta WHERE path = 'b') WHERE path = 'a'
      """)
  void read_rowGoneOrSwapped_isDamageThatNamesTheRow(String row, String sql) throws SQLException {
    fixture.tamper(sql);
    assertDamaged(row);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      DELETE FROM secret_version WHERE path = 'b'; DELETE FROM secret_meta WHERE path = 'b'
      INSERT INTO secret_version SELECT path, 9, sealed FROM secret_version WHERE path = 'a' AND version = 1
      INSERT INTO policy VALUES (zeroblob(16), zeroblob(40))
      """)
  void check_rowRemovedOrAdded_showsInTheSetHash(String sql) throws SQLException {
    // Given
    assertThat(fixture.store.check(CheckProgress.NONE).isSound()).isTrue();

    // When
    fixture.tamper(sql);

    // Then
    assertThat(fixture.store.check(CheckProgress.NONE).problems()).contains(SET_HASH_DIFFERS);
  }

  @Test
  void check_secretReplacedByItsOlderRows_showsInTheSetHashAlone() throws SQLException {
    // Given
    fixture.sql("CREATE TABLE older AS SELECT * FROM secret_meta WHERE path = 'b'");
    fixture.put("b", "b three");

    // When
    fixture.tamper("DELETE FROM secret_version WHERE path = 'b' AND version = 3;"
        + "UPDATE secret_meta SET sealed = (SELECT sealed FROM older) WHERE path = 'b';"
        + "DROP TABLE older");

    // Then
    assertThat(fixture.get("b", 0)).isEqualTo("b two");
    assertThat(fixture.store.check(CheckProgress.NONE).problems())
        .containsExactly(SET_HASH_DIFFERS);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      UPDATE head SET store_id = zeroblob(16) | does not open
      UPDATE head SET sealed = NULL | no sealed head
      UPDATE head SET share_set = unhex(concat(substr(hex(share_set), 1, length(hex(share_set)) - 8), '00112233')) | clear head differs
      UPDATE data_key SET reserved = 5 WHERE number = 3 | data key 3 differs
      DELETE FROM data_key WHERE purpose = 'audit' | has 4 data keys
      UPDATE data_key SET purpose = 'policy' WHERE number = 3 | data_key row 'policy' version 3
      UPDATE head SET phase = 0, share_set = NULL | holds sealed rows but names no root key
      """)
  void unseal_headOrKeysAltered_isDamage(String sql, String sentence) {
    assertThatThrownBy(() -> fixture.tamper(sql)).isInstanceOf(SpikeException.class)
        .hasMessageContaining(sentence).extracting(e -> ((SpikeException) e).code())
        .isEqualTo(ErrorCode.DAMAGED);
  }

  private void assertDamaged(String row) {
    assertThatThrownBy(() -> fixture.store.read("a", 0)).isInstanceOf(SpikeException.class)
        .hasMessageContaining(row).extracting(e -> ((SpikeException) e).code())
        .isEqualTo(ErrorCode.DAMAGED);
    assertThat(fixture.get("b", 0)).isEqualTo("b two");
    assertThat(fixture.store.check(CheckProgress.NONE).problems()).isNotEmpty();
  }
}
