// SPDX-License-Identifier: Apache-2.0
package ist.spike.spikedb;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads policies, which look alike in both schemas but for the key of the table. */
final class PolicyReader {

  private static final String POLICIES = "SELECT name, nonce, encrypted_spiffe_id_pattern,"
      + " encrypted_path_pattern, encrypted_permissions, created_time, updated_time"
      + " FROM policies ORDER BY name";

  private final Connection connection;
  private final SpikeCells cells;
  private final SpikeVisitor visitor;

  PolicyReader(Connection connection, SpikeCells cells, SpikeVisitor visitor) {
    this.connection = connection;
    this.cells = cells;
    this.visitor = visitor;
  }

  void readAll() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(POLICIES)) {
      while (row.next()) {
        read(row);
      }
    }
  }

  private void read(ResultSet row) throws SQLException {
    String place = "policy " + row.getString(1);
    Optional<String> spiffeIdPattern = text(row, 3);
    Optional<String> pathPattern = text(row, 4);
    Optional<String> permissions = text(row, 5);
    if (spiffeIdPattern.isEmpty() || pathPattern.isEmpty() || permissions.isEmpty()) {
      visitor.skipped(place, "the key does not open it");
      return;
    }
    List<String> granted =
        permissions.get().isEmpty() ? List.of() : List.of(permissions.get().split(",", -1));
    visitor.policy(new SpikePolicy(row.getString(1), spiffeIdPattern.get(), pathPattern.get(),
        granted, seconds(row.getLong(6)), seconds(row.getLong(7))));
  }

  private Optional<String> text(ResultSet row, int column) throws SQLException {
    return cells.open(row.getBytes(2), row.getBytes(column))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  private static Instant seconds(long seconds) {
    return SpikeTime.ofSeconds(seconds).orElse(SpikeTime.UNKNOWN);
  }
}
