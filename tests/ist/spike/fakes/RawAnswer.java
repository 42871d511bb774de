// SPDX-License-Identifier: Apache-2.0
package ist.spike.fakes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An answer as it came off the wire.
 *
 * @param status the HTTP status
 * @param headers every header, names in lower case; one that comes twice has both values
 * @param body the whole body
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record RawAnswer(int status, NavigableMap<String, List<String>> headers, byte[] body) {

  public String text() {
    return new String(body, UTF_8);
  }

  /** The value of a header that comes once. */
  public Optional<String> header(String name) {
    List<String> values = headers.getOrDefault(name, List.of());
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }

  /** All headers but those that depend on the moment and on the length of the body. */
  public Map<String, List<String>> fixedHeaders() {
    NavigableMap<String, List<String>> fixed = new TreeMap<>(headers);
    List.of("date", "content-length", "x-request-id").forEach(fixed::remove);
    return fixed;
  }

  @Override
  public String toString() {
    return status + " " + text();
  }
}
