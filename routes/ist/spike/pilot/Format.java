// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

/** How a verb prints its data. */
enum Format {
  HUMAN,
  JSON,
  YAML,
  TABLE;

  static final Flag FLAG = new Flag("format", "f", Flag.Kind.TEXT, "human",
      "output format: human/h/plain/p, json/j, yaml/y, table/t");

  /** The format a verb was asked for. */
  static Format of(Invocation invocation) {
    String name = invocation.flag(FLAG.name());
    return switch (name) {
      case "human", "h", "plain", "p", "" -> HUMAN;
      case "json", "j" -> JSON;
      case "yaml", "y" -> YAML;
      case "table", "t" -> TABLE;
      default -> throw new CommandFailure("Error: invalid format '" + name
          + "'. Valid formats are: human/h/plain/p, json/j, yaml/y",
          "nothing was done; table/t is one, too");
    };
  }

  /** Prints a report. */
  void print(Terminal terminal, String text, Object data) {
    switch (this) {
      case HUMAN, TABLE -> terminal.printText(text);
      case JSON -> terminal.print(Document.json(data, 2));
      case YAML -> terminal.printText(Document.yaml(data));
    }
  }
}
