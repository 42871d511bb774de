// SPDX-License-Identifier: Apache-2.0
package ist.spike.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The source files of the project; tests run in its root directory. */
final class Sources {

  static final Path PROCESSORS = Path.of("processors");
  static final Path ROUTES = Path.of("routes");
  static final Path TESTS = Path.of("tests");
  static final Path BENCH = Path.of("bench");

  private Sources() {}

  /** Every Java file below these roots, sorted. */
  static List<Path> javaFiles(Path... roots) {
    return Stream.of(roots).flatMap(root -> files(root, ".java").stream()).toList();
  }

  /** Every file below {@code root} whose name ends like this, sorted. */
  static List<Path> files(Path root, String ending) {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The full names of the packages that have classes in one of these roots. */
  static Set<String> packages(Path... roots) {
    Set<String> names = new TreeSet<>();
    for (Path root : roots) {
      for (Path file : files(root, ".java")) {
        names.add(root.relativize(file.resolveSibling("")).toString().replace('/', '.'));
      }
    }
    return names;
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
