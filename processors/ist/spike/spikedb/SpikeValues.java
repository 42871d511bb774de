// SPDX-License-Identifier: Apache-2.0
package ist.spike.spikedb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The JSON inside a version: an object of texts, or {@code null}. */
final class SpikeValues {

  private static final JsonFactory JSON = new JsonFactory();

  private SpikeValues() {}

  /**
   * The pairs; empty for {@code null}.
   *
   * @throws IOException when it is anything else; without a cause, which would quote the secret
   */
  static Optional<SortedMap<String, String>> parse(byte[] json) throws IOException {
    try (JsonParser parser = JSON.createParser(json)) {
      JsonToken first = parser.nextToken();
      Optional<SortedMap<String, String>> values =
          first == JsonToken.VALUE_NULL ? Optional.empty() : Optional.of(pairs(parser, first));
      if (parser.nextToken() != null) {
        throw new IOException("there is more after it");
      }
      return values;
    } catch (IOException e) {
      // SECURITY: the parser's message may quote what it read.
      throw new IOException("it is no JSON object of texts");
    }
  }

  private static SortedMap<String, String> pairs(JsonParser parser, JsonToken first)
      throws IOException {
    if (first != JsonToken.START_OBJECT) {
      throw new IOException("no object");
    }
    SortedMap<String, String> pairs = new TreeMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      // Go reads null as the empty text.
      JsonToken value = parser.nextToken();
      if (value != JsonToken.VALUE_STRING && value != JsonToken.VALUE_NULL) {
        throw new IOException("no text");
      }
      pairs.put(name, value == JsonToken.VALUE_NULL ? "" : parser.getText());
    }
    return pairs;
  }
}
