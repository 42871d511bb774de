// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static ist.spike.store.StoreFixture.result;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.policy.AccessQuestion;
import ist.spike.policy.Policy;
import ist.spike.policy.PolicyRule;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a store does with policies. */
final class PolicyStoreTest {

  private static final AccessQuestion READ =
      new AccessQuestion("spiffe://spike.ist/w/1", "tenants/a", "read");

  @TempDir
  Path directory;

  private StoreFixture fixture;

  @BeforeEach
  void open() {
    fixture = StoreFixture.unsealed(directory);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static PolicyRule rule(String name, String permission) {
    return PolicyRule.of(name, "^spiffe://spike\\.ist/w/.*$", "^tenants/.*$",
        List.of(permission));
  }

  private Policy put(String name, String permission) {
    return result(fixture.store.putPolicy(rule(name, permission)));
  }

  private List<String> names() {
    return fixture.store.policies().all().stream().map(Policy::name).toList();
  }

  @Test
  void put_whenAnswered_countsAtOnceAndAfterReopening() {
    // When
    Policy stored = put("b", "read");
    put("a", "write");

    // Then
    assertThat(fixture.store.policies().grants(READ)).isTrue();
    assertThat(names()).containsExactly("a", "b");
    fixture.store.close();
    fixture.reopen();
    assertThat(fixture.store.policies().grants(READ)).isTrue();
    assertThat(names()).containsExactly("a", "b");
    Policy read = fixture.store.policies().find("b").orElseThrow();
    assertThat(read.created()).isEqualTo(stored.created());
    assertThat(read.rule().spiffeIdPattern()).isEqualTo("^spiffe://spike\\.ist/w/.*$");
    assertThat(read.rule().pathPattern()).isEqualTo("^tenants/.*$");
    assertThat(read.rule().permissions()).containsExactly("read");
    assertThat(fixture.store.check(CheckProgress.NONE).problems()).isEmpty();
  }

  @Test
  void put_sameName_replacesInItsRowAndKeepsTheCreationTime() throws SQLException {
    // Given
    Policy first = put("a", "read");
    long changes = fixture.store.changeNumber();

    // When
    Policy second = put("a", "write");

    // Then
    assertThat(second.created()).isEqualTo(first.created());
    assertThat(second.updated()).isAfterOrEqualTo(first.updated());
    assertThat(fixture.store.policies().grants(READ)).isFalse();
    assertThat(fixture.store.changeNumber()).isEqualTo(changes + 1);
    assertThat(rows()).isEqualTo(1);
    assertThat(fixture.store.check(CheckProgress.NONE).problems()).isEmpty();
  }

  @Test
  void delete_policy_revokesAtOnceAndForGood() throws SQLException {
    // Given
    put("a", "read");

    // When
    boolean deleted = result(fixture.store.deletePolicy("a"));
    boolean again = result(fixture.store.deletePolicy("a"));

    // Then
    assertThat(deleted).isTrue();
    assertThat(again).isFalse();
    assertThat(fixture.store.policies().grants(READ)).isFalse();
    assertThat(rows()).isZero();
    fixture.store.close();
    fixture.reopen();
    assertThat(names()).isEmpty();
    assertThat(fixture.store.check(CheckProgress.NONE).problems()).isEmpty();
  }

  @Test
  void put_whenTheCommitFails_changesNothing() throws SQLException {
    // Given
    put("kept", "read");
    fixture.sql("CREATE TRIGGER fail BEFORE UPDATE ON head BEGIN SELECT RAISE(ABORT, 'x'); END");

    // When
    assertThatThrownBy(() -> put("lost", "read")).isInstanceOf(SpikeException.class);
    assertThatThrownBy(() -> result(fixture.store.deletePolicy("kept")))
        .isInstanceOf(SpikeException.class);

    // Then
    assertThat(names()).containsExactly("kept");
    fixture.sql("DROP TRIGGER fail");
    put("later", "read");
    assertThat(names()).containsExactly("kept", "later");
    assertThat(fixture.store.check(CheckProgress.NONE).problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      INSERT INTO policy VALUES (zeroblob(16), zeroblob(40)) | 2
      INSERT INTO policy VALUES (zeroblob(3), zeroblob(40)) | 2
      UPDATE policy SET sealed = zeroblob(40) WHERE id = (SELECT min(id) FROM policy) | 1
      INSERT INTO policy SELECT zeroblob(16), sealed FROM policy LIMIT 1 | 2
      """)
  void unseal_rowThatDoesNotOpen_grantsNothingAndHindersNothing(String sql, int left)
      throws SQLException {
    // Given
    put("a", "read");
    put("b", "read");

    // When
    fixture.tamper(sql);

    // Then
    assertThat(names()).hasSize(left);
    assertThat(fixture.store.check(CheckProgress.NONE).problems()).isNotEmpty();
  }

  @Test
  void unseal_twoRowsOfOneName_grantNothing() throws SQLException {
    // Given
    put("a", "read");
    put("b", "read");
    byte[] twin = PolicyId.random().toBytes();
    byte[] cell = fixture.sealPolicy(twin, new Policy(rule("a", "super"),
        Instant.EPOCH, Instant.EPOCH));

    // When
    fixture.store.close();
    try (Database database = Database.forWriting(fixture.file())) {
      database.run("INSERT INTO policy VALUES (?, ?)", twin, cell);
    }
    fixture.reopen();

    // Then
    assertThat(names()).containsExactly("b");
  }

  @Test
  void file_policyStored_showsNeitherNameNorPatterns() throws IOException {
    // Given
    put("telltale-name", "execute");
    fixture.store.close();

    // When
    String bytes = Files.readString(fixture.file(), ISO_8859_1);

    // Then
    assertThat(bytes).doesNotContain("telltale", "tenants", "execute", "spike.ist");
  }

  @Test
  void policies_whileSealed_areNotReady() {
    // Given
    fixture.store.close();
    fixture.store = SqliteStore.open(fixture.settings());

    // When Then
    assertThatThrownBy(() -> fixture.store.policies()).isInstanceOf(SpikeException.class)
        .extracting(e -> ((SpikeException) e).code()).isEqualTo(ErrorCode.NOT_READY);
    assertThatThrownBy(() -> put("a", "read")).isInstanceOf(SpikeException.class)
        .extracting(e -> ((SpikeException) e).code()).isEqualTo(ErrorCode.NOT_READY);
    assertThatThrownBy(() -> result(fixture.store.deletePolicy("a")))
        .isInstanceOf(SpikeException.class)
        .extracting(e -> ((SpikeException) e).code()).isEqualTo(ErrorCode.NOT_READY);
  }

  private long rows() throws SQLException {
    try (Database database = Database.forReading(fixture.file())) {
      return database.count("SELECT count(*) FROM policy");
    }
  }
}
