// SPDX-License-Identifier: Apache-2.0
package ist.spike.spikedb;

import ist.spike.secret.VersionInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads secrets as SPIKE itself loads them, but leaves out a row that it would fail at. */
final class SecretReader {

  /** More than SPIKE takes in a request. */
  static final int MAX_CELL_BYTES = 4 * 1024 * 1024;
  /** SPIKE never deletes a row, and loads them all at each read. */
  static final int MAX_VERSIONS = 100_000;

  private static final int DEFAULT_KEPT = 10;
  private static final int MAX_KEPT = 10_000;

  private static final String ORPHANS = "SELECT path, count(*) FROM secrets WHERE path NOT IN"
      + " (SELECT path FROM secret_metadata) GROUP BY path ORDER BY path";
  private static final String VERSIONS = "SELECT version, nonce, CASE WHEN"
      + " length(encrypted_data) <= " + MAX_CELL_BYTES + " THEN encrypted_data END,"
      + " created_time, deleted_time, typeof(version) FROM secrets WHERE path = ?"
      + " ORDER BY version LIMIT " + (MAX_VERSIONS + 1);

  private final Connection connection;
  private final SpikeCells cells;
  private final boolean isOld;
  private final SpikeVisitor visitor;

  SecretReader(Connection connection, SpikeCells cells, boolean isOld, SpikeVisitor visitor) {
    this.connection = connection;
    this.cells = cells;
    this.isOld = isOld;
    this.visitor = visitor;
  }

  /** What the metadata of a secret says. */
  private record Metadata(String path, int current, int oldest, int maxVersions, Instant created,
      Instant updated) {}

  /** The versions of a secret that could be read, and the highest number among all. */
  private record Versions(SortedMap<Integer, SpikeVersion> readable, int highest) {}

  void readAll() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT * FROM secret_metadata ORDER BY path")) {
      while (row.next()) {
        Optional<Metadata> metadata = isOld ? clear(row) : sealed(row);
        if (metadata.isPresent()) {
          read(metadata.get());
        }
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(ORPHANS)) {
      while (row.next()) {
        visitor.skipped(row.getString(1), row.getInt(2)
            + " versions without metadata, which SPIKE does not show either");
      }
    }
  }

  private void read(Metadata metadata) throws SQLException {
    String path = metadata.path();
    Versions versions = versions(path);
    int current = metadata.current();
    if (current != 0 && !versions.readable().containsKey(current)) {
      // Without it an older version would be shown as the current one.
      visitor.skipped(path, "its current version " + current + " is missing or cannot be read");
      return;
    }
    if (versions.readable().isEmpty()) {
      visitor.skipped(path, "none of its versions is there and can be read");
      return;
    }
    int shown = versions.readable().entrySet().stream()
        .filter(version -> version.getValue().info().isLive())
        .mapToInt(version -> version.getKey()).max().orElse(0);
    if (shown != current) {
      visitor.noted(path, "SPIKE shows version " + current + " as the current one, and here it is "
          + shown + ", the highest that is not deleted");
    }
    visitor.secret(new SpikeSecret(path, current, metadata.oldest(),
        Math.max(versions.highest(), current), metadata.maxVersions(), metadata.created(),
        metadata.updated(), versions.readable()));
  }

  private Versions versions(String path) throws SQLException {
    SortedMap<Integer, SpikeVersion> readable = new TreeMap<>();
    int highest = 0;
    try (PreparedStatement statement = connection.prepareStatement(VERSIONS)) {
      statement.setString(1, path);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          long version = row.getLong(1);
          String place = "version " + row.getString(1) + " of " + path;
          if (version < 1 || version >= Integer.MAX_VALUE
              || !row.getString(6).equals("integer")) {
            visitor.skipped(place, "its number is not one that SPIKE gives");
          } else if (readable.size() == MAX_VERSIONS) {
            visitor.skipped(place, "it is beyond the first " + MAX_VERSIONS + " versions");
          } else {
            highest = Math.toIntExact(version);
            int number = highest;
            version(row, place).ifPresent(read -> readable.put(number, read));
          }
        }
      }
    }
    return new Versions(readable, highest);
  }

  private Optional<SpikeVersion> version(ResultSet row, String place) throws SQLException {
    byte[] cell = row.getBytes(3);
    if (cell == null) {
      visitor.skipped(place, "its value has more than " + MAX_CELL_BYTES + " bytes");
      return Optional.empty();
    }
    Optional<byte[]> json = cells.open(row.getBytes(2), cell);
    if (json.isEmpty()) {
      visitor.skipped(place, "the key does not open it");
      return Optional.empty();
    }
    Object deleted = row.getObject(5);
    VersionInfo info = new VersionInfo(time(row.getObject(4), place + ": the time it was created"),
        deleted == null
            ? Optional.empty()
            : Optional.of(time(deleted, place + ": the time it was deleted")));
    try {
      return Optional.of(new SpikeVersion(info, SpikeValues.parse(json.get())));
    } catch (IOException e) {
      visitor.skipped(place, "its value opens, but " + e.getMessage());
      return Optional.empty();
    }
  }

  /** The metadata of SPIKE 0.8.0. */
  private Optional<Metadata> clear(ResultSet row) throws SQLException {
    String path = row.getString("path");
    return Optional.of(new Metadata(path, number(row.getLong("current_version")),
        number(row.getLong("oldest_version")), maxVersions(path, row.getLong("max_versions")),
        time(row.getObject("created_time"), path + ": the time it was created"),
        time(row.getObject("updated_time"), path + ": the time it was last written")));
  }

  private Optional<Metadata> sealed(ResultSet row) throws SQLException {
    String path = row.getString("path");
    Optional<Long> current = opened(row, "encrypted_current_version", SpikeCells.CURRENT_VERSION);
    Optional<Long> oldest = opened(row, "encrypted_oldest_version", SpikeCells.OLDEST_VERSION);
    Optional<Long> created = opened(row, "encrypted_created_time", SpikeCells.CREATED_TIME);
    Optional<Long> updated = opened(row, "encrypted_updated_time", SpikeCells.UPDATED_TIME);
    Optional<Long> max = opened(row, "encrypted_max_versions", SpikeCells.MAX_VERSIONS);
    if (current.isEmpty() || oldest.isEmpty() || created.isEmpty() || updated.isEmpty()
        || max.isEmpty()) {
      visitor.skipped(path, "the key does not open its metadata");
      return Optional.empty();
    }
    return Optional.of(new Metadata(path, number(current.get()), number(oldest.get()),
        maxVersions(path, max.get()), seconds(created.get(), path), seconds(updated.get(), path)));
  }

  /** A number in a sealed cell; SPIKE reads 0 from what is none. */
  private Optional<Long> opened(ResultSet row, String column, String salt) throws SQLException {
    return cells.openSalted(row.getBytes("nonce"), row.getBytes(column), salt).map(text -> {
      try {
        return Long.parseLong(new String(text, StandardCharsets.UTF_8));
      } catch (NumberFormatException e) {
        return 0L;
      }
    });
  }

  private int maxVersions(String path, long found) {
    if (found >= 1 && found <= MAX_KEPT) {
      return (int) found;
    }
    int kept = found < 1 ? DEFAULT_KEPT : MAX_KEPT;
    visitor.noted(path, "it is to keep " + found + " versions, and here " + kept);
    return kept;
  }

  private static int number(long found) {
    return Math.clamp(found, 0, Integer.MAX_VALUE - 1);
  }

  private Instant seconds(long seconds, String path) {
    return SpikeTime.ofSeconds(seconds)
        .orElseGet(() -> unknown(path + ": a time in its metadata"));
  }

  private Instant time(Object cell, String place) {
    return SpikeTime.of(cell).orElseGet(() -> unknown(place));
  }

  private Instant unknown(String place) {
    visitor.noted(place, "cannot be read, so " + SpikeTime.UNKNOWN + " stands for it");
    return SpikeTime.UNKNOWN;
  }
}
