// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

/**
 * What a backup run made.
 *
 * @param id the backup's own id
 * @param file where it lies
 * @param bytes its size
 * @param rows how many rows were opened to verify it
 * @param changeNumber the store's change number it was taken at
 * @param level how far it came: {@code taken}, {@code stored}, {@code verified}, {@code drilled}
 * @param millis how long it took
 */
public record BackupReport(String id, String file, long bytes, long rows, long changeNumber,
    String level, long millis) {

  /** Writes an answer. */
  public byte[] toJson() {
    return new GoWriter().open().member("id", id).member("file", file).member("bytes", bytes)
        .member("rows", rows).member("changeNumber", changeNumber).member("level", level)
        .member("millis", millis).close().toBytes();
  }

  /** Reads an answer. */
  public static BackupReport parse(byte[] body) {
    GoReader in =
        GoReader.answer(body, "id", "file", "bytes", "rows", "changeNumber", "level", "millis");
    String id = "";
    String file = "";
    long bytes = 0;
    long rows = 0;
    long changeNumber = 0;
    String level = "";
    long millis = 0;
    while (in.next()) {
      switch (in.name()) {
        case "id" -> id = in.text();
        case "file" -> file = in.text();
        case "bytes" -> bytes = in.number();
        case "rows" -> rows = in.number();
        case "changeNumber" -> changeNumber = in.number();
        case "level" -> level = in.text();
        default -> millis = in.number();
      }
    }
    return new BackupReport(id, file, bytes, rows, changeNumber, level, millis);
  }
}
