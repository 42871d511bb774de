// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.util.List;
import java.util.OptionalLong;

/**
 * All backups, oldest first, and how things stand.
 *
 * @param backups every one that is known and not gone for long
 * @param ageSeconds age of the newest verified one; empty when there is none
 * @param lossSeconds seconds of work that are in no verified backup; empty when there is none
 * @param running how far the run that is under way has come
 * @param drilling how far the drill that is under way has come
 * @param destinations names of all that every backup goes to
 */
public record BackupListing(List<BackupInfo> backups, OptionalLong ageSeconds,
    OptionalLong lossSeconds, Running running, Running drilling, List<String> destinations) {

  /**
   * The run, or the drill, that is under way.
   *
   * @param step its present step; empty when nothing runs
   * @param done bytes or rows so far
   * @param total of them; 0 while unknown
   */
  public record Running(String step, long done, long total) {

    /** Nothing runs. */
    public static final Running NONE = new Running("", 0, 0);
  }

  /** Takes a copy. */
  public BackupListing {
    backups = List.copyOf(backups);
    destinations = List.copyOf(destinations);
  }

  /** Writes an answer. */
  public byte[] toJson() {
    GoWriter out = new GoWriter().open();
    ageSeconds.ifPresent(seconds -> out.member("ageSeconds", seconds));
    lossSeconds.ifPresent(seconds -> out.member("lossSeconds", seconds));
    write(out.name("running"), running);
    write(out.name("drilling"), drilling);
    out.name("destinations").startArray();
    destinations.forEach(out::text);
    out.endArray().name("backups").startArray();
    backups.forEach(backup -> backup.write(out));
    return out.endArray().close().toBytes();
  }

  private static void write(GoWriter out, Running running) {
    out.open().member("step", running.step()).member("done", running.done())
        .member("total", running.total()).close();
  }

  /** Reads an answer. */
  public static BackupListing parse(byte[] body) {
    GoReader in = GoReader.answer(body, "ageSeconds", "lossSeconds", "running", "drilling",
        "destinations", "backups");
    OptionalLong age = OptionalLong.empty();
    OptionalLong loss = OptionalLong.empty();
    Running running = Running.NONE;
    Running drilling = Running.NONE;
    List<String> destinations = List.of();
    List<BackupInfo> backups = List.of();
    while (in.next()) {
      switch (in.name()) {
        case "ageSeconds" -> age = OptionalLong.of(in.number());
        case "lossSeconds" -> loss = OptionalLong.of(in.number());
        case "running" -> running = running(in.object("step", "done", "total"));
        case "drilling" -> drilling = running(in.object("step", "done", "total"));
        case "destinations" -> destinations = in.texts();
        default -> backups = BackupInfo.readAll(in);
      }
    }
    return new BackupListing(backups, age, loss, running, drilling, destinations);
  }

  private static Running running(GoReader in) {
    String step = "";
    long done = 0;
    long total = 0;
    while (in.next()) {
      switch (in.name()) {
        case "step" -> step = in.text();
        case "done" -> done = in.number();
        default -> total = in.number();
      }
    }
    return new Running(step, done, total);
  }
}
