// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.policy.PolicyRule;
import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole small store, changed at every single byte and by every exchange of two sealed columns. */
@Tag("system")
final class EveryByteTest {

  private static final List<String> SEALED = List.of("head.sealed", "data_key.wrapped",
      "secret_meta.sealed", "secret_version.sealed", "policy.sealed");

  /** One value in the file: its table and column, how its row is found, and how errors name it. */
  private record Place(String table, String column, String where, String name) {

    boolean isSealed() {
      return SEALED.contains(table + "." + column);
    }

    @Override
    public String toString() {
      return table + "." + column + " of " + where;
    }
  }

  @TempDir
  Path directory;

  private StoreFixture fixture;
  private Database database;

  @BeforeEach
  void fill() throws SQLException {
    fixture = StoreFixture.unsealed(directory);
    for (String path : List.of("tenants/a", "tenants/b")) {
      fixture.put(path, "first value of " + path);
      fixture.put(path, "second value of " + path);
    }
    for (String name : List.of("one", "two")) {
      StoreFixture.result(fixture.store.putPolicy(
          PolicyRule.of(name, "^spiffe://spike.ist/app$", "^tenants/", List.of("read"))));
    }
    fixture.store.close();
    database = Database.forWriting(fixture.file());
    // Whoever edits the file with tools of his own obeys no constraint.
    database.script("PRAGMA foreign_keys = OFF");
    database.script("PRAGMA ignore_check_constraints = ON");
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
    fixture.close();
  }

  @Test
  void anyByteOfAnyColumn_changed_isFoundAndNamed() throws SQLException {
    int changes = 0;
    assertThat(findings()).isEmpty();
    for (Place place : places()) {
      Object value = value(place);
      int size = value instanceof byte[] bytes
          ? bytes.length
          : value instanceof String text ? text.length() : Long.BYTES;
      for (int i = 0; i < size; i++) {
        // Given
        Object changed = changed(value, i);

        // When
        List<String> findings = findingsWith(place, changed);

        // Then
        changes++;
        if (isHarmless(place, value, changed)) {
          assertThat(findings).as("%s byte %s", place, i).isEmpty();
        } else {
          assertThat(findings).as("%s byte %s", place, i)
              .anySatisfy(finding -> assertThat(finding).contains(place.name()));
        }
      }
    }
    assertThat(changes).isGreaterThan(1_000);
  }

  @Test
  void anySealedColumn_withWhatAnotherOneHolds_isFoundAndNamed() throws SQLException {
    List<Place> sealed = places().stream().filter(Place::isSealed).toList();
    for (Place to : sealed) {
      for (Place from : sealed) {
        if (!to.equals(from)) {
          assertThat(findingsWith(to, value(from))).as("%s in %s", from, to)
              .anySatisfy(finding -> assertThat(finding).contains(to.name()));
        }
      }
    }
  }

  @Test
  void anySealedColumn_withThatOfAnotherStoreUnderTheSameRootKey_isFound() throws SQLException {
    // Given: the same secrets, the same root key, another store id
    try (StoreFixture other = fixture.sibling(directory.resolve("other"))) {
      other.put("tenants/a", "first value of tenants/a");
      other.put("tenants/a", "second value of tenants/a");
      other.store.close();
      try (Database foreign = Database.forReading(other.file())) {
        for (Place place : places()) {
          if (place.isSealed() && !place.table().equals("policy")
              && !place.where().contains("tenants/b")) {
            // When
            byte[] cell = foreign.one(select(place), row -> row.getBytes(1)).orElseThrow();

            // Then
            assertThat(findingsWith(place, cell)).as(place.toString())
                .anySatisfy(finding -> assertThat(finding).contains(place.name()));
          }
        }
      }
    }
  }

  /** More reserved seals than the head knows are what a crash leaves, and only waste seals. */
  private static boolean isHarmless(Place place, Object before, Object after) {
    return place.column().equals("reserved") && (long) after > (long) before;
  }

  private List<String> findingsWith(Place place, Object value) throws SQLException {
    database.run("SAVEPOINT tampering");
    try {
      database.run("UPDATE " + place.table() + " SET " + place.column() + " = ? WHERE "
          + place.where(), value);
      return findings();
    } finally {
      database.run("ROLLBACK TO tampering");
      database.run("RELEASE tampering");
    }
  }

  /** What a start, reading every secret by its path, and a check have to say. */
  private List<String> findings() throws SQLException {
    StoreState state;
    try {
      state = StoreRows.unseal(database, fixture.key);
    } catch (SpikeException e) {
      return List.of(e.sentence());
    }
    try (DataKeys keys = state.requireKeys()) {
      TreeSet<String> paths = new TreeSet<>(List.of("tenants/a", "tenants/b"));
      paths.addAll(database.all("SELECT path FROM secret_meta", row -> row.getString(1)));
      List<String> readings = new ArrayList<>();
      for (String path : paths) {
        for (int version = 0; version <= 2; version++) {
          read(keys, path, version).ifPresent(readings::add);
        }
      }
      List<String> problems =
          StoreWalk.report(database, state, CheckProgress.NONE).problems();
      // What a reader meets, the check meets too.
      assertThat(readings.isEmpty() || !problems.isEmpty()).isTrue();
      readings.addAll(problems);
      return readings;
    }
  }

  /** The complaint, or {@code not found} for a secret that was there. */
  private Optional<String> read(DataKeys keys, String path, int version) throws SQLException {
    try {
      return SecretRows.read(database, keys, path, version).isPresent()
          ? Optional.empty()
          : Optional.of("not found: " + path);
    } catch (SpikeException e) {
      return Optional.of(e.sentence());
    }
  }

  private List<Place> places() throws SQLException {
    List<Place> places = new ArrayList<>();
    places.add(new Place("head", "store_id", "id = 1", "data_key row"));
    places.add(new Place("head", "share_set", "id = 1", "the store's"));
    for (String column : List.of("dev", "phase", "sealed")) {
      places.add(new Place("head", column, "id = 1", "head"));
    }
    for (String column : List.of("number", "purpose", "reserved", "wrapped")) {
      for (long number : database.all("SELECT number FROM data_key", row -> row.getLong(1))) {
        places.add(new Place("data_key", column, "number = " + number, "data"));
      }
    }
    for (String path : List.of("tenants/a", "tenants/b")) {
      String ofPath = "path = '" + path + "'";
      places.add(new Place("secret_meta", "path", ofPath, path));
      places.add(new Place("secret_meta", "sealed", ofPath, "secret_meta row '" + path + "'"));
      for (int version = 1; version <= 2; version++) {
        String name = "secret_version row '" + path + "' version " + version;
        String where = ofPath + " AND version = " + version;
        for (String column : List.of("path", "version", "sealed")) {
          places.add(new Place("secret_version", column, where, name));
        }
      }
    }
    for (String id : database.all("SELECT hex(id) FROM policy", row -> row.getString(1))) {
      places.add(new Place("policy", "id", "id = x'" + id + "'", "policy row"));
      places.add(new Place("policy", "sealed", "id = x'" + id + "'", "policy row"));
    }
    return places;
  }

  private Object value(Place place) throws SQLException {
    return database.one(select(place), row -> row.getObject(1)).map(
        value -> value instanceof Integer number ? (Object) number.longValue() : value)
        .orElseThrow();
  }

  private static String select(Place place) {
    return "SELECT " + place.column() + " FROM " + place.table() + " WHERE " + place.where();
  }

  private static Object changed(Object value, int index) {
    if (value instanceof Long number) {
      return number ^ (0x10L << (index * Byte.SIZE));
    }
    byte[] bytes =
        value instanceof String text ? text.getBytes(ISO_8859_1) : ((byte[]) value).clone();
    bytes[index] ^= (byte) (value instanceof String ? 1 : 1 << (index % Byte.SIZE));
    return value instanceof String ? new String(bytes, ISO_8859_1) : bytes;
  }
}
