// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

/**
 * An option of a command.
 *
 * @param name its long name, without hyphens
 * @param shorthand its one-letter name; empty when it has none
 * @param kind what values it takes
 * @param initial its value when it is not given
 * @param usage what it does, for the help
 */
record Flag(String name, String shorthand, Kind kind, String initial, String usage) {

  static final Flag HELP = new Flag("help", "h", Kind.SWITCH, "false", "help for this command");
  static final Flag CONFIG =
      new Flag("config", "", Kind.TEXT, "", "configuration file (instead of SPIKE_CONFIG)");

  /** What values a flag takes. */
  enum Kind {
    TEXT,
    INTEGER,
    SWITCH,
    /** Texts: the flag may be given several times, and has commas between them. */
    LIST;

    /** How the help names a value of this kind. */
    String placeholder() {
      return switch (this) {
        case TEXT -> " string";
        case INTEGER -> " int";
        case SWITCH -> "";
        case LIST -> " strings";
      };
    }
  }

  /** The flag as an error names it. */
  String spelling() {
    return shorthand.isEmpty() ? "--" + name : "-" + shorthand + ", --" + name;
  }
}
