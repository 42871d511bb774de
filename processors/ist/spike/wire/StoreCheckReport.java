// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.util.List;

/**
 * How far a check of the store is, or how the last one ended (ops/format/wire-extensions.md 9).
 *
 * @param running whether it is under way; all but {@code rows} counts only when it is not
 * @param rows opened so far
 * @param secrets how many of them are secrets
 * @param versions how many are versions of secrets
 * @param changeNumber the commit that was checked
 * @param millis how long it took
 * @param problems what is wrong, by row; empty when the store is sound
 */
public record StoreCheckReport(boolean running, long rows, long secrets, long versions,
    long changeNumber, long millis, List<String> problems) {

  /** Takes a copy of the list. */
  public StoreCheckReport {
    problems = List.copyOf(problems);
  }

  /** A check under way. */
  public static StoreCheckReport running(long rows) {
    return new StoreCheckReport(true, rows, 0, 0, 0, 0, List.of());
  }

  /** Writes an answer. */
  public byte[] toJson() {
    GoWriter out = new GoWriter().open().member("running", running).member("rows", rows)
        .member("secrets", secrets).member("versions", versions)
        .member("changeNumber", changeNumber).member("millis", millis).name("problems")
        .startArray();
    problems.forEach(out::text);
    return out.endArray().close().toBytes();
  }

  /** Reads an answer. */
  public static StoreCheckReport parse(byte[] body) {
    GoReader in = GoReader.answer(body, "running", "rows", "secrets", "versions", "changeNumber",
        "millis", "problems");
    boolean running = false;
    long rows = 0;
    long secrets = 0;
    long versions = 0;
    long changeNumber = 0;
    long millis = 0;
    List<String> problems = List.of();
    while (in.next()) {
      switch (in.name()) {
        case "running" -> running = in.flag();
        case "rows" -> rows = in.number();
        case "secrets" -> secrets = in.number();
        case "versions" -> versions = in.number();
        case "changeNumber" -> changeNumber = in.number();
        case "millis" -> millis = in.number();
        default -> problems = in.texts();
      }
    }
    return new StoreCheckReport(running, rows, secrets, versions, changeNumber, millis, problems);
  }
}
