// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import java.time.Instant;
import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Sends the log of a program to standard error, one JSON object a line as SPIKE writes it (wire spec
 * 11.2): {@code time}, {@code level}, {@code msg} (the logger) and {@code message}. SLF4J and
 * java-spiffe both end in java.util.logging, so this is the only place that formats a log line.
 */
public final class Logging {

  // Held, for a logger that nobody holds is made anew, without its filter or level.
  private static final Logger STREAMS = Logger.getLogger(StreamEnds.LOGGER);
  /** Reports each rotation and each retry of its watch; the source that wraps it says what matters. */
  private static final Logger SPIFFE = Logger.getLogger("io.spiffe");
  /** What a server announced, and failures that are thrown as well. */
  private static final Logger SSHD = Logger.getLogger("org.apache.sshd");
  private static final Logger CAMEL = Logger.getLogger("org.apache.camel");

  private Logging() {}

  /** Starts logging at one of SPIKE's levels: DEBUG, INFO, WARN or ERROR, in any case. */
  public static void start(String level) {
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    Handler console = new ConsoleHandler();
    console.setLevel(Level.ALL);
    console.setFormatter(new JsonLines());
    root.addHandler(console);
    root.setLevel(levelOf(level));
    SPIFFE.setLevel(Level.WARNING);
    STREAMS.setFilter(new StreamEnds(root.getLevel()));
    SSHD.setLevel(Level.SEVERE);
    CAMEL.setLevel(
        root.getLevel().intValue() < Level.INFO.intValue() ? root.getLevel() : Level.WARNING);
  }

  private static Level levelOf(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "DEBUG" -> Level.FINE;
      case "INFO" -> Level.INFO;
      case "WARN" -> Level.WARNING;
      case "ERROR" -> Level.SEVERE;
      default -> throw new IllegalArgumentException("unknown log level: " + name);
    };
  }

  private static final class JsonLines extends Formatter {

    @Override
    public String format(LogRecord log) {
      StringBuilder line = new StringBuilder(200).append("{\"time\":\"")
          .append(Instant.ofEpochMilli(log.getMillis())).append("\",\"level\":\"")
          .append(nameOf(log.getLevel())).append("\",\"msg\":");
      quote(line, String.valueOf(log.getLoggerName()));
      line.append(",\"message\":");
      quote(line, formatMessage(log));
      Throwable thrown = log.getThrown();
      if (thrown != null) {
        line.append(",\"err\":");
        quote(line, describe(thrown));
      }
      return line.append("}\n").toString();
    }

    private static String nameOf(Level level) {
      if (level.intValue() >= Level.SEVERE.intValue()) {
        return "ERROR";
      }
      if (level.intValue() >= Level.WARNING.intValue()) {
        return "WARN";
      }
      return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }

    private static String describe(Throwable thrown) {
      StringBuilder text = new StringBuilder(thrown.toString());
      for (StackTraceElement frame : thrown.getStackTrace()) {
        text.append("\n at ").append(frame);
      }
      return text.toString();
    }

    private static void quote(StringBuilder out, String text) {
      out.append('"');
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        switch (c) {
          case '"' -> out.append("\\\"");
          case '\\' -> out.append("\\\\");
          case '\n' -> out.append("\\n");
          default -> {
            if (c < 0x20 || c == 0x7f) {
              out.append(String.format("\\u%04x", (int) c));
            } else {
              out.append(c);
            }
          }
        }
      }
      out.append('"');
    }
  }
}
