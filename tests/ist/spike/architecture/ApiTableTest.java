// SPDX-License-Identifier: Apache-2.0
package ist.spike.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.wire.Access;
import ist.spike.wire.Operation;
import ist.spike.wire.Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Keeps the README's API table true; {@code -Dreadme.update} writes it anew. */
final class ApiTableTest {

  private static final Path README = Path.of("README.md");
  private static final String BEGIN =
      "<!-- api-table: written by ApiTableTest from wire.Operation -->\n";
  private static final String END = "<!-- api-table: end -->\n";

  @Test
  void apiTable_isUpToDate() throws Exception {
    // Given
    String readme = Sources.read(README);
    assertThat(readme).containsOnlyOnce(BEGIN).containsOnlyOnce(END);

    // When
    String updated = readme.substring(0, readme.indexOf(BEGIN) + BEGIN.length()) + table()
        + readme.substring(readme.indexOf(END));
    if (System.getProperty("readme.update") != null) {
      Files.writeString(README, updated);
    }

    // Then
    assertThat(README)
        .as("to write it anew: mvn -o -q test -Dtest=ApiTableTest -Dreadme.update")
        .content().isEqualTo(updated);
  }

  private static String table() {
    return Arrays.stream(Operation.values()).map(ApiTableTest::row).collect(Collectors.joining("",
        "\n| path and action | what | who | sealed | SPIKE's |\n|---|---|---|---|---|\n", "\n"));
  }

  private static String row(Operation operation) {
    return "| `%s` | %s | %s | %s | %s |%n".formatted(operation.target(),
        operation.routeId().replace('-', ' '), who(operation.access()), sealed(operation),
        operation.isOurs() ? "" : "yes");
  }

  /** A Keeper has nothing to be sealed. */
  private static String sealed(Operation operation) {
    if (operation.server() == Server.KEEPER) {
      return "keeper";
    }
    return operation.passesSealed() ? "yes" : "";
  }

  private static String who(Access access) {
    return access.permission()
        .map(permission -> "policy: " + permission
            + access.systemPath().map(path -> " on `" + path + "`").orElse(""))
        .orElse(access.name().toLowerCase(Locale.ROOT).replace("_or_", ", "));
  }
}
