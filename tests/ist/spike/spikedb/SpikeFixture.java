// SPDX-License-Identifier: Apache-2.0
package ist.spike.spikedb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Writes databases as SPIKE 0.8.0 and 0.8.2 do, with what it calls AES-GCM taken from the JDK. */
public final class SpikeFixture implements AutoCloseable {

  /** The key of {@code spike-fixture.db}. */
  public static final byte[] KEY = HexFormat.of()
      .parseHex("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");

  private static final String SECRETS = "CREATE TABLE secrets (path TEXT NOT NULL, version"
      + " INTEGER NOT NULL, nonce BLOB NOT NULL, encrypted_data BLOB NOT NULL, created_time"
      + " DATETIME NOT NULL, deleted_time DATETIME, PRIMARY KEY (path, version))";
  private static final String CELLS = "nonce BLOB NOT NULL, encrypted_spiffe_id_pattern BLOB NOT"
      + " NULL, encrypted_path_pattern BLOB NOT NULL, encrypted_permissions BLOB NOT NULL,"
      + " created_time INTEGER NOT NULL, updated_time INTEGER NOT NULL)";

  private final Connection connection;
  private final boolean isOld;
  private int nonces;

  private SpikeFixture(Connection connection, boolean isOld) {
    this.connection = connection;
    this.isOld = isOld;
  }

  /** A new database as SPIKE 0.8.2 makes it. */
  public static SpikeFixture create(Path file) throws SQLException {
    return create(file, false);
  }

  /** A new database as SPIKE 0.8.0 makes it. */
  public static SpikeFixture createOld(Path file) throws SQLException {
    return create(file, true);
  }

  private static SpikeFixture create(Path file, boolean isOld) throws SQLException {
    SpikeFixture fixture =
        new SpikeFixture(DriverManager.getConnection("jdbc:sqlite:" + file), isOld);
    fixture.run("PRAGMA journal_mode = WAL");
    fixture.run(SECRETS);
    fixture.run("CREATE TABLE policies ("
        + (isOld ? "id TEXT PRIMARY KEY, name TEXT NOT NULL, " : "name TEXT PRIMARY KEY, ")
        + CELLS);
    fixture.run(isOld
        ? "CREATE TABLE secret_metadata (path TEXT PRIMARY KEY, current_version INTEGER NOT NULL,"
            + " oldest_version INTEGER NOT NULL, created_time DATETIME NOT NULL, updated_time"
            + " DATETIME NOT NULL, max_versions INTEGER NOT NULL)"
        : "CREATE TABLE secret_metadata (path TEXT PRIMARY KEY, nonce BLOB NOT NULL,"
            + " encrypted_current_version BLOB NOT NULL, encrypted_oldest_version BLOB NOT NULL,"
            + " encrypted_created_time BLOB NOT NULL, encrypted_updated_time BLOB NOT NULL,"
            + " encrypted_max_versions BLOB NOT NULL)");
    return fixture;
  }

  /** Any statement. */
  public void run(String sql, @Nullable Object... arguments) throws SQLException {
    if (arguments.length == 0) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, arguments[i]);
      }
      statement.executeUpdate();
    }
  }

  /** The metadata of a secret, last written in the second 1,700,000,001. */
  public void metadata(String path, int current, int oldest, int max) throws SQLException {
    if (isOld) {
      run("INSERT INTO secret_metadata VALUES (?, ?, ?, '2023-11-14 23:13:20+01:00',"
          + " '2023-11-14 22:13:21+00:00', ?)", path, current, oldest, max);
      return;
    }
    byte[] nonce = nonce();
    run("INSERT INTO secret_metadata VALUES (?, ?, ?, ?, ?, ?, ?)", path, nonce,
        salted(nonce, "current_ver_", current), salted(nonce, "oldest_ver__", oldest),
        salted(nonce, "created_tim_", 1_700_000_000), salted(nonce, "updated_tim_", 1_700_000_001),
        salted(nonce, "max_versions", max));
  }

  /** A version with this JSON in it. */
  public void version(String path, int version, String json, @Nullable Object created,
      @Nullable Object deleted) throws SQLException {
    byte[] nonce = nonce();
    run("INSERT INTO secrets VALUES (?, ?, ?, ?, ?, ?)", path, version, nonce,
        seal(nonce, json.getBytes(UTF_8)), created, deleted);
  }

  /** A version written at some time. */
  public void version(String path, int version, String json) throws SQLException {
    version(path, version, json, "2023-11-14 22:13:20.5+00:00", null);
  }

  /** A policy with these patterns. */
  public void policy(String name, String spiffeId, String path, String permissions)
      throws SQLException {
    byte[] nonce = nonce();
    run("INSERT INTO policies VALUES (" + (isOld ? "'an-id', " : "")
        + "?, ?, ?, ?, ?, 1700000000, 1700000001)", name, nonce,
        seal(nonce, spiffeId.getBytes(UTF_8)), seal(nonce, path.getBytes(UTF_8)),
        seal(nonce, permissions.getBytes(UTF_8)));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private byte[] nonce() {
    byte[] nonce = new byte[12];
    nonce[11] = (byte) ++nonces;
    return nonce;
  }

  private static byte[] salted(byte[] nonce, String salt, int number) {
    byte[] mixed = salt.getBytes(US_ASCII);
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] ^= nonce[i];
    }
    return seal(mixed, String.valueOf(number).getBytes(US_ASCII));
  }

  private static byte[] seal(byte[] nonce, byte[] plaintext) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, "AES"),
          new GCMParameterSpec(128, nonce));
      return cipher.doFinal(plaintext);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
