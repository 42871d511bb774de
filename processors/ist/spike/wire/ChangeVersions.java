// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.util.List;

/**
 * Asks to delete, restore or destroy versions of a secret (wire spec 3.1).
 *
 * @param path where; not yet validated
 * @param versions which; empty and 0 mean the current one, unknown ones are ignored
 */
public record ChangeVersions(String path, List<Integer> versions) {

  /** Takes its own copy of the list. */
  public ChangeVersions {
    versions = List.copyOf(versions);
  }

  /** Reads a request. */
  public static ChangeVersions parse(byte[] body) {
    GoReader in = GoReader.request(body, "path", "versions");
    String path = "";
    List<Integer> versions = List.of();
    while (in.next()) {
      switch (in.name()) {
        case "path" -> path = in.text();
        default -> versions = in.integers();
      }
    }
    return new ChangeVersions(path, versions);
  }

  /** Writes a request. */
  public byte[] toJson() {
    GoWriter out =
        new GoWriter().open().member("path", path).name("versions").startArray();
    versions.forEach(out::number);
    return out.endArray().close().toBytes();
  }
}
