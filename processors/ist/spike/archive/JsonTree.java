// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object read strictly: exactly the members that are expected, each once, of the expected
 * type. Anything else is {@code DAMAGED}: whoever wrote the document did not write this format.
 */
final class JsonTree {

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();
  private static final int MAX_DEPTH = 8;

  private final String document;
  private final Map<?, ?> members;

  private JsonTree(String document, Map<?, ?> members) {
    this.document = document;
    this.members = members;
  }

  /**
   * Reads a whole document.
   *
   * @param document what it is, for the sentence of a failure
   */
  static JsonTree parse(byte[] json, String document) {
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() == null) {
        throw damaged(document, "it is empty");
      }
      Object value = value(parser, MAX_DEPTH);
      if (parser.nextToken() != null) {
        throw damaged(document, "something follows its end");
      }
      return of(document, value);
    } catch (IOException e) {
      throw new SpikeException(ErrorCode.DAMAGED, document + " is not JSON", e);
    }
  }

  private static JsonTree of(String document, @Nullable Object value) {
    if (value instanceof Map<?, ?> members) {
      return new JsonTree(document, members);
    }
    throw damaged(document, "an object is missing");
  }

  /** Refuses other members than these. */
  JsonTree exactly(String... names) {
    if (!members.keySet().equals(Set.of(names))) {
      throw damaged(document, "members are " + members.keySet() + ", not " + List.of(names));
    }
    return this;
  }

  String text(String name) {
    return value(name, String.class);
  }

  long number(String name) {
    return value(name, Long.class);
  }

  boolean flag(String name) {
    return value(name, Boolean.class);
  }

  Instant time(String name) {
    try {
      return Instant.parse(text(name));
    } catch (DateTimeException e) {
      throw new SpikeException(ErrorCode.DAMAGED,
          document + " cannot be read: '" + name + "' is no time", e);
    }
  }

  JsonTree object(String name) {
    return of(document, value(name, Map.class));
  }

  List<JsonTree> objects(String name) {
    List<JsonTree> objects = new ArrayList<>();
    for (Object element : value(name, List.class)) {
      objects.add(of(document, element));
    }
    return objects;
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object element : value(name, List.class)) {
      if (!(element instanceof String text)) {
        throw damaged(document, "'" + name + "' holds something other than texts");
      }
      texts.add(text);
    }
    return texts;
  }

  private <T> T value(String name, Class<T> type) {
    Object value = members.get(name);
    if (!type.isInstance(value)) {
      throw damaged(document, "'" + name + "' is missing or of another type");
    }
    return type.cast(value);
  }

  private static Object value(JsonParser parser, int depth) throws IOException {
    if (depth == 0) {
      throw new IOException("nested too deeply");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          members.put(name, value(parser, depth - 1));
        }
        yield members;
      }
      case START_ARRAY -> {
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(parser, depth - 1));
        }
        yield elements;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw new IOException("a value of a type that is not used here");
    };
  }

  static SpikeException damaged(String document, String why) {
    return new SpikeException(ErrorCode.DAMAGED, document + " cannot be read: " + why);
  }
}
