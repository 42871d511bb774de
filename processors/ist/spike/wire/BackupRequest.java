// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

/**
 * What the operations on one backup, and pruning, are asked with.
 *
 * @param id of the backup; empty for pruning
 * @param directory where a copy goes, on Nexus's machine; else empty
 * @param dryRun whether pruning only says what it would do
 * @param clockIsRight whether somebody has looked at the clock
 */
public record BackupRequest(String id, String directory, boolean dryRun, boolean clockIsRight) {

  /** About one backup. */
  public static BackupRequest of(String id) {
    return new BackupRequest(id, "", false, false);
  }

  /** Writes a request. */
  public byte[] toJson() {
    return new GoWriter().open().member("id", id).member("directory", directory)
        .member("dryRun", dryRun).member("clockIsRight", clockIsRight).close().toBytes();
  }

  /** Reads a request. */
  public static BackupRequest parse(byte[] body) {
    GoReader in = GoReader.request(body, "id", "directory", "dryRun", "clockIsRight");
    String id = "";
    String directory = "";
    boolean dryRun = false;
    boolean clockIsRight = false;
    while (in.next()) {
      switch (in.name()) {
        case "id" -> id = in.text();
        case "directory" -> directory = in.text();
        case "dryRun" -> dryRun = in.flag();
        default -> clockIsRight = in.flag();
      }
    }
    return new BackupRequest(id, directory, dryRun, clockIsRight);
  }
}
