// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.crypto.RootKey;
import ist.spike.policy.AccessQuestion;
import ist.spike.policy.Policy;
import ist.spike.secret.SecretHistory;
import ist.spike.vectors.Vectors;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store of an independent script, byte for byte: the format page and the code say the same. */
final class StoreVectorsTest {

  private static final Vectors STORE = Vectors.load("store.json");

  @TempDir
  Path directory;

  @Test
  void associatedData_isWhatTheScriptWrites() {
    StoreId id = StoreId.of(STORE.bytes("store_id"));
    int secretKey = STORE.members("data_keys").stream()
        .filter(key -> key.text("purpose").equals("secret")).findFirst().orElseThrow()
        .number("number");
    for (Vectors row : STORE.members("secret_version")) {
      assertThat(RowAddress.secretVersion(row.text("path"), row.number("version"))
          .associatedData(id, secretKey)).isEqualTo(row.bytes("associated_data"));
    }
    for (Vectors row : STORE.members("secret_meta")) {
      assertThat(RowAddress.secretMeta(row.text("path")).associatedData(id, secretKey))
          .isEqualTo(row.bytes("associated_data"));
    }
  }

  @Test
  void metadata_encodesToWhatTheScriptWrites() {
    for (Vectors row : STORE.members("secret_meta")) {
      SecretHistory history = HistoryCodec.decode(row.bytes("plaintext"));
      assertThat(HistoryCodec.encode(history)).isEqualTo(row.bytes("plaintext"));
    }
    SecretHistory creds = HistoryCodec.decode(STORE.members("secret_meta").getFirst()
        .bytes("plaintext"));
    assertThat(creds.created()).hasToString("2026-01-02T03:04:05.000000006Z");
    assertThat(creds.versions().keySet()).containsExactly(2, 3, 4);
    assertThat(creds.isLive(3)).isFalse();
  }

  @Test
  void policy_encodesToWhatTheScriptWrites() {
    Vectors row = STORE.members("policy").getFirst();
    Policy policy = PolicyCodec.decode(row.bytes("plaintext"));
    assertThat(PolicyCodec.encode(policy)).isEqualTo(row.bytes("plaintext"));
    assertThat(policy.created()).hasToString("2026-01-02T03:04:05Z");
    assertThat(policy.updated()).hasToString("2026-01-02T03:04:06Z");
    assertThat(policy.rule().permissions()).containsExactly("read", "write");
  }

  @Test
  void head_encodesToWhatTheScriptWrites() {
    byte[] plaintext = STORE.member("head").bytes("plaintext");
    SealedHead head = SealedHead.parse(plaintext);
    assertThat(head.encode()).isEqualTo(plaintext);
    assertThat(head.changeNumber()).isEqualTo(STORE.number("change_number"));
    assertThat(head.setHash().toBytes()).isEqualTo(STORE.bytes("set_hash"));
  }

  @Test
  void store_ofTheScript_opensReadsChecksAndGoesOn() throws SQLException {
    // Given
    StoreSettings settings = new StoreSettings(directory.resolve("data"), false);
    SqliteStore.open(settings).close();
    fill(settings);

    try (SqliteStore store = SqliteStore.open(settings);
        RootKey key = RootKey.of(STORE.secret("root_key"))) {
      // When
      store.unseal(key);

      // Then
      assertThat(store.check(CheckProgress.NONE).problems()).isEmpty();
      for (Vectors row : STORE.members("secret_version")) {
        var read = store.read(row.text("path"), row.number("version"));
        if (row.number("version") == 3) {
          assertThat(read).isEmpty();
        } else {
          assertThat(new String(read.orElseThrow().value(), UTF_8)).isEqualTo(row.text("value"));
        }
      }
      assertThat(store.auditRows(1, 10)).singleElement().satisfies(row -> {
        assertThat(row.head().hash())
            .isEqualTo(STORE.members("audit").getLast().text("hash"));
        assertThat(row.position()).startsWith("0f0e0d0c0b0a09080706050403020100:12:");
        assertThat(row.record().subject()).isEqualTo("tenants/demo/db/creds");
        assertThat(row.record().micros()).isEqualTo(1234);
      });
      assertThat(store.policies().grants(new AccessQuestion("spiffe://spike.ist/workload/1",
          "tenants/demo/db/creds", "write"))).isTrue();
      int next = StoreFixture.result(store.update("destroyed", SecretUpdate
          .put("{}".getBytes(UTF_8), OptionalInt.empty(), 3, InstantSource.system())));
      assertThat(next).isEqualTo(10);
      assertThat(store.changeNumber()).isEqualTo(STORE.number("change_number") + 1);
      assertThat(store.check(CheckProgress.NONE).problems()).isEmpty();
    }
  }

  private static void fill(StoreSettings settings) throws SQLException {
    try (Database database = Database.forWriting(settings.file())) {
      for (Vectors key : STORE.members("data_keys")) {
        database.run("INSERT INTO data_key VALUES (?, ?, ?, ?)", key.number("number"),
            key.text("purpose"), key.number("reserved"), key.bytes("wrapped"));
      }
      for (Vectors row : STORE.members("secret_meta")) {
        database.run("INSERT INTO secret_meta VALUES (?, ?)", row.text("path"),
            row.bytes("sealed"));
      }
      for (Vectors row : STORE.members("secret_version")) {
        database.run("INSERT INTO secret_version VALUES (?, ?, ?)", row.text("path"),
            row.number("version"), row.bytes("sealed"));
      }
      for (Vectors row : STORE.members("policy")) {
        database.run("INSERT INTO policy VALUES (?, ?)", row.bytes("id"), row.bytes("sealed"));
      }
      for (Vectors row : STORE.members("audit")) {
        database.run("INSERT INTO audit VALUES (?, ?)", row.number("seq"), row.bytes("sealed"));
      }
      List<byte[]> head = List.of(STORE.bytes("store_id"), STORE.bytes("share_set"),
          STORE.member("head").bytes("sealed"));
      database.run("UPDATE head SET store_id = ?, phase = 2, share_set = ?, sealed = ?",
          head.get(0), head.get(1), head.get(2));
    }
  }
}
