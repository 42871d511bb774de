// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What restoring a backup would do, or has done.
 *
 * @param backup the name of the backup
 * @param taken when its snapshot was taken
 * @param origin whose it is and what opens it
 * @param contents what it holds
 * @param target what it replaces
 * @param effect what that changes
 * @param done whether it is done
 */
public record RestorePlan(String backup, Instant taken, Origin origin, Contents contents,
    Target target, Effect effect, boolean done) {

  private static final String[] NAMES = {"backup", "taken", "storeId", "keyId", "threshold",
      "shares", "change", "secrets", "versions", "policies", "target", "kept", "lossSeconds",
      "lostVersions", "differentPolicies", "removed", "added", "changed", "done"};

  /**
   * Whose a backup is.
   *
   * @param storeId hex
   * @param keyId of the root key
   * @param threshold how many shares open it
   * @param shares how many there are
   */
  public record Origin(String storeId, String keyId, int threshold, int shares) {}

  /** How much a backup holds, as of which change of its store. */
  public record Contents(long change, long secrets, long versions, long policies) {}

  /**
   * What a backup replaces.
   *
   * @param description of the store that is there now
   * @param kept where that store is kept afterwards; empty while it is in its place
   */
  public record Target(String description, String kept) {}

  /**
   * What replacing changes.
   *
   * @param lossSeconds from the backup until now, when something is lost; -1 when nobody can tell
   * @param lostVersions versions of secrets that are in the present store alone
   * @param differentPolicies policies that are not the same in both
   * @param removed secrets that are in the present store alone
   * @param added secrets that are in the backup alone
   * @param changed secrets with other versions in both
   */
  public record Effect(long lossSeconds, long lostVersions, long differentPolicies, Paths removed,
      Paths added, Paths changed) {}

  /**
   * Secrets.
   *
   * @param count how many
   * @param first the first of their paths
   */
  public record Paths(long count, List<String> first) {

    /** None. */
    public static final Paths NONE = new Paths(0, List.of());

    /** Takes a copy. */
    public Paths {
      first = List.copyOf(first);
    }

    private static Paths read(GoReader in) {
      GoReader object = in.object("count", "first");
      long count = 0;
      List<String> first = List.of();
      while (object.next()) {
        if (object.name().equals("count")) {
          count = object.number();
        } else {
          first = object.texts();
        }
      }
      return new Paths(count, first);
    }

    private void write(GoWriter out, String name) {
      out.name(name).open().member("count", count).name("first").startArray();
      first.forEach(out::text);
      out.endArray().close();
    }
  }

  /** The same after it was done. */
  public RestorePlan doneKeeping(String kept) {
    return new RestorePlan(backup, taken, origin, contents, new Target(target.description(), kept),
        effect, true);
  }

  /** Writes an answer. */
  public byte[] toJson() {
    GoWriter out = new GoWriter().open().member("backup", backup)
        .member("taken", taken, ZoneOffset.UTC).member("storeId", origin.storeId())
        .member("keyId", origin.keyId()).member("threshold", origin.threshold())
        .member("shares", origin.shares()).member("change", contents.change())
        .member("secrets", contents.secrets()).member("versions", contents.versions())
        .member("policies", contents.policies()).member("target", target.description())
        .member("kept", target.kept()).member("lossSeconds", effect.lossSeconds())
        .member("lostVersions", effect.lostVersions())
        .member("differentPolicies", effect.differentPolicies());
    effect.removed().write(out, "removed");
    effect.added().write(out, "added");
    effect.changed().write(out, "changed");
    return out.member("done", done).close().toBytes();
  }

  /** Reads an answer. */
  public static RestorePlan parse(byte[] body) {
    return new Draft().read(GoReader.answer(body, NAMES));
  }

  /** What was read so far. */
  private static final class Draft {

    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();
    private final Map<String, Paths> paths = new HashMap<>();
    private Instant taken = Instant.EPOCH;
    private boolean done;

    RestorePlan read(GoReader in) {
      while (in.next()) {
        switch (in.name()) {
          case "backup", "storeId", "keyId", "target", "kept" -> texts.put(in.name(), in.text());
          case "taken" -> taken = in.time().orElseThrow(in::unreadable);
          case "done" -> done = in.flag();
          case "removed", "added", "changed" -> paths.put(in.name(), Paths.read(in));
          default -> numbers.put(in.name(), in.number());
        }
      }
      return new RestorePlan(text("backup"), taken,
          new Origin(text("storeId"), text("keyId"), (int) number("threshold"),
              (int) number("shares")),
          new Contents(number("change"), number("secrets"), number("versions"),
              number("policies")),
          new Target(text("target"), text("kept")),
          new Effect(number("lossSeconds"), number("lostVersions"), number("differentPolicies"),
              path("removed"), path("added"), path("changed")),
          done);
    }

    private String text(String name) {
      return texts.getOrDefault(name, "");
    }

    private long number(String name) {
      return numbers.getOrDefault(name, 0L);
    }

    private Paths path(String name) {
      return paths.getOrDefault(name, Paths.NONE);
    }
  }
}
