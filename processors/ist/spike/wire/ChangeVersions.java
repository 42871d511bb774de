// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.util.List;

/**
 * Asks to delete, restore or destroy versions of a secret (wire spec 3.1).
 *
 * @param path where; not yet validated
 * @param versions which; empty and 0 mean the current one, unknown ones are ignored
 * @param all ours, for destroy alone: every version, whatever {@code versions} says
 */
public record ChangeVersions(String path, List<Integer> versions, boolean all) {

  /** Takes its own copy of the list. */
  public ChangeVersions {
    versions = List.copyOf(versions);
  }

  /** A request for these versions. */
  public ChangeVersions(String path, List<Integer> versions) {
    this(path, versions, false);
  }

  /** Reads a request. */
  public static ChangeVersions parse(byte[] body) {
    GoReader in = GoReader.request(body, "path", "versions", "all");
    String path = "";
    List<Integer> versions = List.of();
    boolean all = false;
    while (in.next()) {
      switch (in.name()) {
        case "path" -> path = in.text();
        case "versions" -> versions = in.integers();
        default -> all = in.flag();
      }
    }
    return new ChangeVersions(path, versions, all);
  }

  /** Writes a request. */
  public byte[] toJson() {
    GoWriter out =
        new GoWriter().open().member("path", path).name("versions").startArray();
    versions.forEach(out::number);
    out.endArray();
    if (all) {
      out.member("all", true);
    }
    return out.close().toBytes();
  }
}
