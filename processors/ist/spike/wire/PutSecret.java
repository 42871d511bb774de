// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Asks for a new version of a secret (wire spec 3.1).
 *
 * @param path where; not yet validated
 * @param values the pairs to store
 * @param hasValues false when the request left {@code values} out or null: SPIKE then stores null
 * @param cas the version that must be current, 0 for none, if the write depends on it
 */
public record PutSecret(String path, SortedMap<String, String> values, boolean hasValues,
    OptionalInt cas) {

  /** A request with these values that depends on nothing. */
  public PutSecret(String path, SortedMap<String, String> values) {
    this(path, values, true, OptionalInt.empty());
  }

  /** Reads a request. */
  public static PutSecret parse(byte[] body) {
    GoReader in = GoReader.request(body, "path", "values", "cas", "err");
    String path = "";
    SortedMap<String, String> values = new TreeMap<>();
    boolean hasValues = false;
    OptionalInt cas = OptionalInt.empty();
    while (in.next()) {
      switch (in.name()) {
        case "path" -> path = in.text();
        case "values" -> hasValues = in.textsInto(values);
        // Go's type has this member too: it means nothing, but it must be a text.
        case "err" -> in.text();
        default -> cas = in.isNull() ? OptionalInt.empty() : OptionalInt.of(in.integer());
      }
    }
    return new PutSecret(path, values, hasValues, cas);
  }

  /** Reads values alone, as a JSON object of texts; anything else is a bad request. */
  public static SortedMap<String, String> parseValues(byte[] json) {
    byte[] head = "{\"values\":".getBytes(StandardCharsets.US_ASCII);
    byte[] whole = Arrays.copyOf(head, head.length + json.length + 1);
    System.arraycopy(json, 0, whole, head.length, json.length);
    whole[whole.length - 1] = '}';
    GoReader in = GoReader.request(whole, "values");
    SortedMap<String, String> values = new TreeMap<>();
    boolean hasValues = false;
    while (in.next()) {
      hasValues = in.textsInto(values);
    }
    if (!hasValues) {
      throw new SpikeException(ErrorCode.BAD_REQUEST, "the values are no JSON object");
    }
    return values;
  }

  /** Writes a request. */
  public byte[] toJson() {
    GoWriter out = new GoWriter().open().member("path", path).name("values").texts(values);
    cas.ifPresent(version -> out.member("cas", version));
    return out.close().toBytes();
  }

  /**
   * The values as Go writes them: keys sorted, {@code null} for none. This is what the store seals,
   * and what a later answer contains unchanged.
   */
  public byte[] valuesJson() {
    return hasValues
        ? new GoWriter().texts(values).toBytes()
        : new GoWriter().raw("null").toBytes();
  }

  /** The answer: SPIKE's empty object and, for those who look, the new version. */
  public static byte[] answer(int version) {
    return new GoWriter().open().member("version", version).close().toBytes();
  }

  /** Names the request without its values. */
  @Override
  public String toString() {
    return "PutSecret[" + path + ", " + values.size() + " values]";
  }
}
