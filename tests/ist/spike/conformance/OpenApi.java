// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The published description of the API, and a checker of the part of JSON Schema that it uses. */
final class OpenApi {

  private static final String SCHEMAS = "#/components/schemas/";

  private final Map<?, ?> document;

  private OpenApi(Map<?, ?> document) {
    this.document = document;
  }

  static OpenApi load() {
    try (InputStream in =
        Objects.requireNonNull(OpenApi.class.getResourceAsStream("/openapi.yaml"))) {
      return new OpenApi(map(new Load(LoadSettings.builder().build()).loadFromInputStream(in)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Map<?, ?> paths() {
    return member(document, "paths");
  }

  /** What it says of one action of a path; empty when it knows no such one. */
  Map<?, ?> action(String path, String action) {
    Map<?, ?> actions = member(member(paths(), path, "post"), "x-actions");
    return member(actions, action);
  }

  /** Fails unless the parsed JSON is what the schema of this name says. */
  void require(String schema, @Nullable Object json) {
    check(schema, Map.of("$ref", SCHEMAS + schema), json);
  }

  /** Fails when a reference leads nowhere. */
  void requireComplete() {
    follow("", document);
  }

  private void follow(String place, @Nullable Object node) {
    if (node instanceof Map<?, ?> members) {
      members.forEach((name, value) -> {
        if (name.equals("$ref")) {
          resolve(String.valueOf(value));
        }
        follow(place + "/" + name, value);
      });
    } else if (node instanceof List<?> elements) {
      elements.forEach(element -> follow(place, element));
    }
  }

  private Map<?, ?> resolve(String reference) {
    Map<?, ?> found = document;
    for (String name : reference.substring(2).split("/", -1)) {
      found = member(found, name);
    }
    return found;
  }

  private void check(String place, Map<?, ?> schema, @Nullable Object json) {
    if (schema.get("$ref") instanceof String reference) {
      check(place, resolve(reference), json);
    }
    if (schema.get("anyOf") instanceof List<?> options) {
      assertThat(options).as(place).anySatisfy(option -> check(place, map(option), json));
    }
    if (schema.get("type") != null) {
      assertThat(types(schema).contains(typeOf(json))).as(place).isTrue();
    }
    if (schema.get("enum") instanceof List<?> values) {
      assertThat(values.contains(json)).as(place + " is " + json).isTrue();
    }
    if (json instanceof String text && schema.get("pattern") instanceof String pattern) {
      assertThat(text).as(place).containsPattern(pattern);
    }
    if (json instanceof Map<?, ?> members) {
      members(place, schema, members);
    }
    if (json instanceof List<?> elements) {
      elements(place, schema, elements);
    }
  }

  private void members(String place, Map<?, ?> schema, Map<?, ?> members) {
    if (schema.get("required") instanceof List<?> names) {
      assertThat(names).as(place).allMatch(members::containsKey);
    }
    Map<?, ?> known = schema.get("properties") instanceof Map<?, ?> found ? found : Map.of();
    members.forEach((name, value) -> {
      if (known.containsKey(name)) {
        check(place + "/" + name, map(known.get(name)), value);
      } else if (schema.get("additionalProperties") instanceof Map<?, ?> other) {
        check(place + "/" + name, other, value);
      } else {
        assertThat(known.isEmpty()).as(place + "/" + name + " is described").isTrue();
      }
    });
  }

  private void elements(String place, Map<?, ?> schema, List<?> elements) {
    if (schema.get("minItems") instanceof Integer size) {
      assertThat(elements).as(place).hasSize(size);
    }
    if (schema.get("items") instanceof Map<?, ?> item) {
      elements.forEach(element -> check(place, item, element));
    }
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

  private static Map<?, ?> member(Map<?, ?> of, String... path) {
    Map<?, ?> found = of;
    for (String name : path) {
      assertThat(found.containsKey(name)).as("the description has " + name).isTrue();
      found = map(found.get(name));
    }
    return found;
  }

  private static Map<?, ?> map(@Nullable Object node) {
    return (Map<?, ?>) Objects.requireNonNull(node);
  }
}
