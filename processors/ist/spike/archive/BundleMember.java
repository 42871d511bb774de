// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import java.util.regex.Pattern;

/**
 * One file in a bundle, as its manifest lists it.
 *
 * @param name its path in the tar: relative, without {@code .} and {@code ..}
 * @param sizeBytes its size
 * @param sha256 its hash, lower-case hex
 */
public record BundleMember(String name, long sizeBytes, String sha256) {

  /** The snapshot of the store. */
  public static final String STORE = "store.db";

  /** Where the files of {@code backup.include} lie. */
  public static final String INCLUDE = "include/";

  /** What fits into the header of a tar. */
  static final int MAX_NAME = 255;

  private static final Pattern NAME =
      Pattern.compile("store\\.db|(?:include|spire)(?:/(?!\\.{1,2}(?:/|$))[^/\\x00-\\x1f\\x7f]+)+");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  /** Refuses names that could lead out of the directory a bundle is unpacked into. */
  public BundleMember {
    if (name.length() > MAX_NAME || !NAME.matcher(name).matches()) {
      throw JsonTree.damaged("the manifest", "'" + name + "' is no name of a member");
    }
    if (sizeBytes < 0 || !HASH.matcher(sha256).matches()) {
      throw JsonTree.damaged("the manifest", "size or hash of " + name + " is none");
    }
  }
}
