// SPDX-License-Identifier: Apache-2.0
package ist.spike.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every setting that a route names has a default, with a comment, in its program's file. */
final class ConfigurationDefaultsTest {

  private static final Path RESOURCES = Path.of("src", "main", "resources");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[?!]?([a-z0-9.\\-]+)[^}]*}}");

  /** Which program's settings the routes of a package read; elsewhere any program's will do. */
  private static final Map<String, String> PROGRAM_OF_PACKAGE =
      Map.of("nexus", "nexus", "backup", "nexus", "keeper", "keeper", "bootstrap", "bootstrap");

  @Test
  void placeholder_hasADefault() {
    List<String> missing = new ArrayList<>();
    for (Path file : Sources.javaFiles(Sources.ROUTES)) {
      Set<String> defaults = defaultsFor(String.valueOf(file.resolveSibling("").getFileName()));
      Matcher placeholder = PLACEHOLDER.matcher(Sources.read(file));
      while (placeholder.find()) {
        if (!defaults.contains(placeholder.group(1))) {
          missing.add(file + ": " + placeholder.group());
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void defaultsFile_startsWithWhatItIs() {
    if (Files.isDirectory(RESOURCES)) {
      assertThat(Sources.files(RESOURCES, ".properties"))
          .allSatisfy(file -> assertThat(Sources.read(file)).startsWith("# "));
    }
  }

  private static Set<String> defaultsFor(String packageName) {
    String program = PROGRAM_OF_PACKAGE.get(packageName);
    Set<String> names = new TreeSet<>();
    if (!Files.isDirectory(RESOURCES)) {
      return names;
    }
    for (Path file : Sources.files(RESOURCES, ".properties")) {
      if (program == null || file.endsWith(program + ".properties")) {
        names.addAll(load(file).stringPropertyNames());
      }
    }
    return names;
  }

  private static Properties load(Path file) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(Sources.read(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
