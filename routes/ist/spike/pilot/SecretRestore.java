// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.identity.Role;
import ist.spike.wire.Operation;
import ist.spike.wire.RestoreSecret;
import ist.spike.wire.RestoredSecrets;
import java.util.List;
import java.util.function.Predicate;

/** {@code spike backup restore ID --path PATH}: brings secrets of a backup back as new versions. */
final class SecretRestore {

  private SecretRestore() {}

  static void run(Invocation invocation, Session session, Predicate<RestoredSecrets> consent) {
    String path = invocation.flag(BackupRestore.PATH.name());
    if (invocation.arguments().size() != 1 || BackupVerify.isFile(invocation.argument(0))) {
      throw new UsageException(invocation.command(),
          "--path goes with the name of a backup that nexus has");
    }
    String id = invocation.argument(0);
    Terminal terminal = session.terminal();
    try (Nexus nexus = session.connector().connect(Role.RESTORE)) {
      RestoredSecrets plan = ask(nexus, new RestoreSecret(id, path, true));
      terminal.printText(text(plan));
      if (plan.secrets().isEmpty() || invocation.isSet(BackupRestore.DRY_RUN.name())) {
        terminal.print("Nothing was changed.");
      } else if (consent.test(plan)) {
        finish(ask(nexus, new RestoreSecret(id, path, false)), terminal);
      } else {
        terminal.print("Operation canceled.");
      }
    }
  }

  private static RestoredSecrets ask(Nexus nexus, RestoreSecret request) {
    return RestoredSecrets.parse(nexus.ask(Operation.RESTORE_SECRET, request.toJson()));
  }

  private static void finish(RestoredSecrets done, Terminal terminal) {
    List<String> failed =
        done.secrets().stream().filter(each -> !each.problem().isEmpty())
            .map(each -> each.path() + ": " + each.problem()).toList();
    done.secrets().stream().filter(each -> each.newVersion() > 0).forEach(
        each -> terminal.print("Wrote " + each.path() + " version " + each.newVersion() + "."));
    if (!failed.isEmpty()) {
      throw new CommandFailure(failed, failed.size() + " secrets were not written");
    }
  }

  private static String text(RestoredSecrets plan) {
    StringBuilder text = new StringBuilder("Backup " + plan.backup() + ", taken " + plan.taken()
        + "; " + plan.same() + (plan.same() == 1 ? " secret is" : " secrets are")
        + " the same.\n");
    for (RestoredSecrets.Item each : plan.secrets()) {
      text.append(each.path()).append(": version ").append(each.backupVersion())
          .append(" of the backup over ").append(each.liveVersion() == 0
              ? "nothing"
              : "version " + each.liveVersion())
          .append('\n');
      each.keys().removed().forEach(key -> text.append("- ").append(key).append('\n'));
      each.keys().added().forEach(key -> text.append("+ ").append(key).append('\n'));
      each.keys().changed().forEach(key -> text.append("~ ").append(key).append('\n'));
    }
    return text.toString();
  }
}
