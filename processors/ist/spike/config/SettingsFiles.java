// SPDX-License-Identifier: Apache-2.0
package ist.spike.config;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the files that settings come from. */
final class SettingsFiles {

  private static final int MAX_FILE_SIZE_BYTES = 1 << 20;
  static final String OPTION = "--config";

  private SettingsFiles() {}

  /** The file that {@code --config FILE} or {@code --config=FILE} names. */
  static Optional<Path> named(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.startsWith(OPTION + "=")) {
        return Optional.of(Path.of(argument.substring(OPTION.length() + 1)));
      }
      if (argument.equals(OPTION)) {
        if (i + 1 == arguments.size()) {
          throw new SpikeException(ErrorCode.BAD_SETTING, "--config needs the name of a file");
        }
        return Optional.of(Path.of(arguments.get(i + 1)));
      }
    }
    return Optional.empty();
  }

  /** A program's defaults, which are part of the program. */
  static SortedMap<String, String> defaults(String program) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(commentedDefaults(program)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sorted(properties);
  }

  /** The same as the text that a person wrote. */
  static String commentedDefaults(String program) {
    try (InputStream in = Settings.class.getResourceAsStream("/" + program + ".properties")) {
      if (in == null) {
        throw new IllegalArgumentException("no defaults for a program named " + program);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts the values of a file over those of the same name; a name without a default is refused. */
  static void overlay(String program, Path file, SortedMap<String, Settings.Setting> settings) {
    sorted(read(file)).forEach((key, value) -> {
      if (!settings.containsKey(key)) {
        throw new SpikeException(ErrorCode.BAD_SETTING, key + " in " + file
            + " is no setting of " + program + nearest(key, settings.keySet().stream().toList()));
      }
      settings.put(key, new Settings.Setting(value, key + " in " + file));
    });
  }

  private static Properties read(Path file) {
    try {
      if (Files.size(file) > MAX_FILE_SIZE_BYTES) {
        throw new SpikeException(ErrorCode.BAD_SETTING,
            "the configuration file " + file + " is larger than " + MAX_FILE_SIZE_BYTES + " bytes");
      }
      Properties properties = new Properties();
      properties.load(new StringReader(Files.readString(file)));
      return properties;
    } catch (NoSuchFileException e) {
      throw new SpikeException(ErrorCode.BAD_SETTING,
          "there is no configuration file " + file, e);
    } catch (IOException | IllegalArgumentException e) {
      throw new SpikeException(ErrorCode.BAD_SETTING,
          "the configuration file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static SortedMap<String, String> sorted(Properties properties) {
    SortedMap<String, String> sorted = new TreeMap<>();
    properties.stringPropertyNames()
        .forEach(key -> sorted.put(key, properties.getProperty(key).trim()));
    return sorted;
  }

  private static String nearest(String key, List<String> known) {
    return known.stream().min(Comparator.comparingInt(each -> EditDistance.between(key, each)))
        .filter(each -> EditDistance.between(key, each) <= Math.max(2, key.length() / 3))
        .map(each -> "; did you mean " + each + "?").orElse("");
  }
}
