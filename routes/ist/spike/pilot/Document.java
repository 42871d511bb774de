// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.wire.GoJson;
import java.util.List;
import java.util.Map;

/**
 * Prints data as JSON and YAML in the layout of SPIKE's Go libraries. Data are maps, lists, texts,
 * whole numbers and {@link Null}; a {@link Plain} is a text that YAML shows without quotes.
 */
final class Document {

  private static final int YAML_INDENT = 4;

  private Document() {}

  /** A text such as a time, which YAML has a type for. */
  record Plain(String text) {}

  /** No value. */
  enum Null {
    NULL
  }

  /** JSON with so many spaces a level, ending without a line end. */
  static String json(Object value, int indent) {
    StringBuilder out = new StringBuilder();
    json(value, indent, "\n", out);
    return out.toString();
  }

  private static void json(Object value, int indent, String lineEnd, StringBuilder out) {
    String inner = lineEnd + " ".repeat(indent);
    switch (value) {
      case Map<?, ?> map when map.isEmpty() -> out.append("{}");
      case List<?> list when list.isEmpty() -> out.append("[]");
      case Map<?, ?> map -> {
        char separator = '{';
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          out.append(separator).append(inner).append(GoJson.quote(String.valueOf(entry.getKey())))
              .append(": ");
          json(entry.getValue(), indent, inner, out);
          separator = ',';
        }
        out.append(lineEnd).append('}');
      }
      case List<?> list -> {
        char separator = '[';
        for (Object each : list) {
          out.append(separator).append(inner);
          json(each, indent, inner, out);
          separator = ',';
        }
        out.append(lineEnd).append(']');
      }
      case String text -> out.append(GoJson.quote(text));
      case Plain plain -> out.append(GoJson.quote(plain.text()));
      case Null nothing -> out.append("null");
      default -> out.append(value);
    }
  }

  /** YAML, ending with a line end. */
  static String yaml(Object value) {
    StringBuilder out = new StringBuilder();
    yaml(value, 0, out);
    String text = out.toString();
    return text.startsWith("\n") ? text.substring(1) : text.stripLeading();
  }

  private static void yaml(Object value, int depth, StringBuilder out) {
    switch (value) {
      case Map<?, ?> map when map.isEmpty() -> out.append(" {}\n");
      case List<?> list when list.isEmpty() -> out.append(" []\n");
      case Map<?, ?> map -> {
        out.append('\n');
        map.forEach((key, each) -> {
          out.append(" ".repeat(depth * YAML_INDENT))
              .append(key instanceof String text ? YamlText.key(text) : key).append(':');
          yaml(each, depth + 1, out);
        });
      }
      case List<?> list -> {
        out.append('\n');
        for (Object each : list) {
          out.append(" ".repeat(depth * YAML_INDENT)).append('-');
          if (each instanceof Map<?, ?> map && !map.isEmpty()) {
            yamlElement(map, depth, out);
          } else {
            yaml(each, depth + 1, out);
          }
        }
      }
      case String text -> out.append(' ').append(YamlText.value(text, depth)).append('\n');
      case Plain plain -> out.append(' ').append(plain.text()).append('\n');
      case Null nothing -> out.append(" null\n");
      default -> out.append(' ').append(value).append('\n');
    }
  }

  /** A map in a list begins on the line of its hyphen and goes on below. */
  private static void yamlElement(Map<?, ?> map, int depth, StringBuilder out) {
    String left = "\n" + " ".repeat(depth * YAML_INDENT + 2);
    out.append(' ').append(yaml(map).stripTrailing().replace("\n", left)).append('\n');
  }
}
