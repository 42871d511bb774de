// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Checks JSON by the part of JSON Schema that the description of the API uses, and remembers which
 * of the described members it saw: one that is never there may as well have been dropped.
 */
final class JsonSchemas {

  static final String PREFIX = "#/components/schemas/";

  private static final Set<String> KEYWORDS = Set.of("$ref", "description", "anyOf", "type",
      "const", "enum", "pattern", "minLength", "maxLength", "minimum", "maximum", "items",
      "minItems", "maxItems", "properties", "required", "additionalProperties");

  private final Map<?, ?> schemas;
  private final Set<String> seen = new HashSet<>();

  JsonSchemas(Map<?, ?> schemas) {
    this.schemas = schemas;
  }

  Set<String> names() {
    return new TreeSet<>(schemas.keySet().stream().map(String::valueOf).toList());
  }

  Map<?, ?> named(String name) {
    return OpenApi.member(schemas, name);
  }

  /** Fails unless the parsed JSON is what the schema of this name says. */
  void require(String name, @Nullable Object json) {
    check(name, named(name), json);
  }

  /** Fails when the schema has a word that is not checked here, or is an object of anything. */
  void requireSimple(String name) {
    requireSimple(name, named(name));
  }

  private void requireSimple(String place, Map<?, ?> schema) {
    schema.keySet().forEach(word -> assertThat(KEYWORDS.contains(word))
        .as(place + ": " + word).isTrue());
    if (schema.get("type") != null && types(schema).contains("object")) {
      Object others = schema.get("additionalProperties");
      assertThat(others instanceof Map || Boolean.FALSE.equals(others)).as(place + " is closed")
          .isTrue();
    }
    below(place, schema).forEach(this::requireSimple);
  }

  /** Members that these schemas, and those below, describe, and no JSON so far had. */
  Set<String> unseen(Set<String> names) {
    Set<String> described = new TreeSet<>();
    names.forEach(name -> describe(name, named(name), described));
    described.removeAll(seen);
    return described;
  }

  private void describe(String place, Map<?, ?> schema, Set<String> described) {
    if (schema.get("$ref") instanceof String reference) {
      describe(target(reference), named(target(reference)), described);
    }
    properties(schema).keySet().forEach(name -> described.add(place + "/" + name));
    below(place, schema).forEach((inner, each) -> describe(inner, each, described));
  }

  /** The schemas that a schema has inside itself, by their places. */
  private static Map<String, Map<?, ?>> below(String place, Map<?, ?> schema) {
    Map<String, Map<?, ?>> inside = new TreeMap<>();
    properties(schema).forEach((name, each) -> inside.put(place + "/" + name, map(each)));
    if (schema.get("items") instanceof Map<?, ?> item) {
      inside.put(place + "[]", item);
    }
    if (schema.get("additionalProperties") instanceof Map<?, ?> other) {
      inside.put(place + "{}", other);
    }
    if (schema.get("anyOf") instanceof List<?> options) {
      for (int i = 0; i < options.size(); i++) {
        inside.put(place + "|" + i, map(options.get(i)));
      }
    }
    return inside;
  }

  private void check(String place, Map<?, ?> schema, @Nullable Object json) {
    if (schema.get("$ref") instanceof String reference) {
      check(target(reference), named(target(reference)), json);
    }
    if (schema.get("anyOf") instanceof List<?> options) {
      assertThat(options).as(place).anySatisfy(option -> check(place, map(option), json));
    }
    if (schema.get("type") != null) {
      assertThat(types(schema).contains(typeOf(json))).as(place + " has its type").isTrue();
    }
    if (schema.containsKey("const")) {
      requireSame(place, schema.get("const"), json);
    }
    if (schema.get("enum") instanceof List<?> values) {
      assertThat(values.contains(json)).as(place + " is " + json).isTrue();
    }
    switch (json) {
      case String text -> text(place, schema, text);
      case Number number -> within(place, schema, "minimum", "maximum", number.longValue());
      case Map<?, ?> members -> members(place, schema, members);
      case List<?> elements -> elements(place, schema, elements);
      case null, default -> {
      }
    }
  }

  private static void requireSame(String place, @Nullable Object wanted, @Nullable Object json) {
    if (wanted instanceof Number number) {
      assertThat(json).as(place).isInstanceOf(Number.class);
      assertThat(((Number) Objects.requireNonNull(json)).longValue()).as(place)
          .isEqualTo(number.longValue());
    } else {
      assertThat(json).as(place).isEqualTo(wanted);
    }
  }

  private static void text(String place, Map<?, ?> schema, String text) {
    if (schema.get("pattern") instanceof String pattern) {
      assertThat(text).as(place).containsPattern(pattern);
    }
    within(place, schema, "minLength", "maxLength", text.length());
  }

  private static void within(String place, Map<?, ?> schema, String least, String most,
      long value) {
    if (schema.get(least) instanceof Integer bound) {
      assertThat(value).as(place).isGreaterThanOrEqualTo(bound);
    }
    if (schema.get(most) instanceof Integer bound) {
      assertThat(value).as(place).isLessThanOrEqualTo(bound);
    }
  }

  private void members(String place, Map<?, ?> schema, Map<?, ?> members) {
    if (schema.get("required") instanceof List<?> names) {
      assertThat(names).as(place).allMatch(members::containsKey);
    }
    Map<?, ?> known = properties(schema);
    members.forEach((name, value) -> {
      if (known.containsKey(name)) {
        seen.add(place + "/" + name);
        check(place + "/" + name, map(known.get(name)), value);
      } else if (schema.get("additionalProperties") instanceof Map<?, ?> other) {
        check(place + "{}", other, value);
      } else {
        assertThat(schema.get("additionalProperties"))
            .as(place + "/" + name + " is described").isNotEqualTo(false);
      }
    });
  }

  private void elements(String place, Map<?, ?> schema, List<?> elements) {
    within(place, schema, "minItems", "maxItems", elements.size());
    if (schema.get("items") instanceof Map<?, ?> item) {
      elements.forEach(element -> check(place + "[]", item, element));
    }
  }

  private static String target(String reference) {
    return reference.substring(PREFIX.length());
  }

  private static Map<?, ?> properties(Map<?, ?> schema) {
    return schema.get("properties") instanceof Map<?, ?> found ? found : Map.of();
  }

  private static List<?> types(Map<?, ?> schema) {
    return schema.get("type") instanceof List<?> several
        ? several
        : List.of(Objects.requireNonNull(schema.get("type")));
  }

  private static String typeOf(@Nullable Object json) {
    return switch (json) {
      case null -> "null";
      case String ignored -> "string";
      case Boolean ignored -> "boolean";
      case Map<?, ?> ignored -> "object";
      case List<?> ignored -> "array";
      default -> "integer";
    };
  }

  private static Map<?, ?> map(@Nullable Object node) {
    return (Map<?, ?>) Objects.requireNonNull(node);
  }
}
