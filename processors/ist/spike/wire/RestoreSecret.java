// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

/**
 * Asks to write secrets as they are in a backup, each as a new version, or only what that would do.
 *
 * @param id of the backup
 * @param path of a secret; with a slash at its end, of all secrets below it
 * @param dryRun whether only the difference is wanted
 */
public record RestoreSecret(String id, String path, boolean dryRun) {

  /** Reads a request. */
  public static RestoreSecret parse(byte[] body) {
    GoReader in = GoReader.request(body, "id", "path", "dryRun");
    String id = "";
    String path = "";
    boolean dryRun = false;
    while (in.next()) {
      switch (in.name()) {
        case "id" -> id = in.text();
        case "path" -> path = in.text();
        default -> dryRun = in.flag();
      }
    }
    return new RestoreSecret(id, path, dryRun);
  }

  /** Writes a request. */
  public byte[] toJson() {
    return new GoWriter().open().member("id", id).member("path", path).member("dryRun", dryRun)
        .close().toBytes();
  }

  /** Whether everything below the path is meant. */
  public boolean isSubtree() {
    return path.endsWith("/");
  }
}
