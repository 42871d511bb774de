// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static java.nio.charset.StandardCharsets.UTF_8;

import ist.spike.config.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.logging.LogManager;

/**
 * What libraries may say on standard error. They report each retry; what matters of it is in the
 * message at the end. The JDK makes an object of this class when something first asks for a logger.
 */
public final class LibraryLogs {

  private static final String LEVEL = "ist.spike.pilot.level";

  /** For the JDK: sets logging up. */
  public LibraryLogs() throws IOException {
    String settings = "handlers=java.util.logging.ConsoleHandler\n.level="
        + System.getProperty(LEVEL, "OFF") + "\n";
    LogManager.getLogManager()
        .readConfiguration(new ByteArrayInputStream(settings.getBytes(UTF_8)));
  }

  /** Decides what libraries will be allowed to say. */
  static void limit(Settings settings) {
    System.setProperty("java.util.logging.config.class", LibraryLogs.class.getName());
    System.setProperty(LEVEL,
        switch (settings.oneOf("system.log.level", "DEBUG", "INFO", "WARN", "ERROR")) {
          case "DEBUG" -> "FINE";
          case "INFO" -> "INFO";
          case "WARN" -> "WARNING";
          default -> "OFF";
        });
  }
}
