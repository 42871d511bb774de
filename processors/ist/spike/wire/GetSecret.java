// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Asks for one version of a secret, or for the metadata of a secret in which that version is live
 * (wire spec 3.1 and 3.2).
 *
 * @param path where; not yet validated
 * @param version which version; 0 is the current one
 */
public record GetSecret(String path, int version) {

  /** Reads a request. */
  public static GetSecret parse(byte[] body) {
    GoReader in = GoReader.request(body, "path", "version");
    String path = "";
    int version = 0;
    while (in.next()) {
      switch (in.name()) {
        case "path" -> path = in.text();
        default -> version = in.integer();
      }
    }
    return new GetSecret(path, version);
  }

  /** Writes a request. */
  public byte[] toJson() {
    GoWriter out = new GoWriter().open().member("path", path);
    return (version == 0 ? out : out.member("version", version)).close().toBytes();
  }

  /** The answer around values as {@link PutSecret#valuesJson} made them, which go in unparsed. */
  public static byte[] answer(byte[] valuesJson) {
    return new GoWriter().open().name("data").raw(valuesJson).close().toBytes();
  }

  /** Reads an answer; empty when the version was stored without values. */
  public static Optional<SortedMap<String, String>> parseAnswer(byte[] body) {
    GoReader in = GoReader.answer(body, "data");
    SortedMap<String, String> values = new TreeMap<>();
    boolean hasValues = false;
    while (in.next()) {
      hasValues = in.textsInto(values);
    }
    return hasValues ? Optional.of(values) : Optional.empty();
  }
}
