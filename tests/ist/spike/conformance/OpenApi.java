// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The published description of the API. */
final class OpenApi {

  private final Map<?, ?> document;
  private final JsonSchemas schemas;

  private OpenApi(Map<?, ?> document) {
    this.document = document;
    this.schemas = new JsonSchemas(member(document, "components", "schemas"));
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

  /** What it says of one action of a path; fails when it knows no such one. */
  Map<?, ?> action(String path, String action) {
    Map<?, ?> actions = member(member(paths(), path, "post"), "x-actions");
    return member(actions, action);
  }

  /** Fails unless the parsed JSON is what the schema of this name says. */
  void require(String schema, @Nullable Object json) {
    schemas.require(schema, json);
  }

  /** The schema of this name. */
  Map<?, ?> schema(String name) {
    return schemas.named(name);
  }

  /** Members that these schemas, and those below, describe, and no JSON so far had. */
  Set<String> unseen(Set<String> names) {
    return schemas.unseen(names);
  }

  /** Fails when a reference leads nowhere, nothing leads to a schema, or one is open. */
  void requireComplete() {
    Set<String> used = new HashSet<>();
    follow(document, used);
    schemas.names().forEach(schemas::requireSimple);
    assertThat(new TreeSet<>(schemas.names())).isEqualTo(new TreeSet<>(used));
  }

  private void follow(@Nullable Object node, Set<String> used) {
    if (node instanceof Map<?, ?> members) {
      members.forEach((name, value) -> {
        if (name.equals("$ref")) {
          String reference = String.valueOf(value);
          member(document, reference.substring(2).split("/", -1));
          if (reference.startsWith(JsonSchemas.PREFIX)) {
            used.add(reference.substring(JsonSchemas.PREFIX.length()));
          }
        }
        follow(value, used);
      });
    } else if (node instanceof List<?> elements) {
      elements.forEach(element -> follow(element, used));
    }
  }

  static Map<?, ?> member(Map<?, ?> of, String... path) {
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
