// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * A backup in one place.
 *
 * @param destination the place
 * @param copy whether it is a copy that somebody asked for
 * @param level how far it came here
 * @param passed the checks that the last verification passed
 * @param checked when it was last written or verified here
 * @param problem why the last verification failed; empty when it did not
 * @param gone whether it is no longer here
 */
public record BackupPlace(String destination, boolean copy, String level, List<String> passed,
    Optional<Instant> checked, String problem, boolean gone) {

  private static final String[] NAMES =
      {"destination", "copy", "level", "passed", "checked", "problem", "gone"};

  /** Takes a copy. */
  public BackupPlace {
    passed = List.copyOf(passed);
  }

  static BackupPlace read(GoReader in) {
    String destination = "";
    boolean copy = false;
    String level = "";
    List<String> passed = List.of();
    Optional<Instant> checked = Optional.empty();
    String problem = "";
    boolean gone = false;
    while (in.next()) {
      switch (in.name()) {
        case "destination" -> destination = in.text();
        case "copy" -> copy = in.flag();
        case "level" -> level = in.text();
        case "passed" -> passed = in.texts();
        case "checked" -> checked = in.time();
        case "problem" -> problem = in.text();
        default -> gone = in.flag();
      }
    }
    return new BackupPlace(destination, copy, level, passed, checked, problem, gone);
  }

  static List<BackupPlace> readAll(GoReader in) {
    return in.objects(BackupPlace::read, NAMES);
  }

  void write(GoWriter out) {
    out.open().member("destination", destination).member("copy", copy).member("level", level)
        .name("passed").startArray();
    passed.forEach(out::text);
    out.endArray();
    checked.ifPresent(time -> out.member("checked", time, ZoneOffset.UTC));
    out.member("problem", problem).member("gone", gone).close();
  }
}
