// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.wire.RestorePlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How a plan to restore a backup is shown. */
final class RestoreText {

  private static final int MAX_SHOWN = 10;

  private RestoreText() {}

  static String plan(RestorePlan plan, Instant now) {
    StringBuilder text = new StringBuilder();
    line(text, "Backup", plan.backup());
    line(text, "Taken", plan.taken() + ", " + age(plan.taken(), now) + " ago");
    line(text, "Root key", plan.origin().keyId() + ", " + plan.origin().threshold() + " of "
        + plan.origin().shares() + " shards open it");
    line(text, "Holds", plan.contents().secrets() + " secrets in " + plan.contents().versions()
        + " versions, " + plan.contents().policies() + " policies, as of change "
        + plan.contents().change() + " of store " + plan.origin().storeId());
    line(text, "Replaces", plan.target().description());
    line(text, "Lost", loss(plan.effect()));
    paths(text, "Removed", plan.effect().removed());
    paths(text, "Added", plan.effect().added());
    paths(text, "Changed", plan.effect().changed());
    if (plan.effect().differentPolicies() > 0) {
      line(text, "Policies", plan.effect().differentPolicies() + " differ");
    }
    return text.toString();
  }

  private static String loss(RestorePlan.Effect effect) {
    if (effect.lossSeconds() < 0) {
      return "nobody can tell";
    }
    return effect.lossSeconds() == 0
        ? "nothing"
        : "what was done in the last " + effect.lossSeconds() + " seconds: "
            + effect.lostVersions() + " versions of secrets";
  }

  private static void paths(StringBuilder text, String name, RestorePlan.Paths paths) {
    if (paths.count() == 0) {
      return;
    }
    List<String> shown = paths.first().stream().limit(MAX_SHOWN).toList();
    long more = paths.count() - shown.size();
    line(text, name, String.join(", ", shown) + (more > 0 ? " and " + more + " more" : ""));
  }

  private static String age(Instant taken, Instant now) {
    return BackupText.age(Duration.between(taken, now));
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format("%-8s : %s%n", name, value));
  }
}
