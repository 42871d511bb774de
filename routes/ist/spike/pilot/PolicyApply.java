// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.identity.Role;
import ist.spike.wire.PutPolicy;
import ist.spike.wire.ShownPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code spike policy apply}: creates or replaces one policy, as SPIKE does, or all of a folder. Of a
 * folder everything is read and compared before anything is sent; what Nexus has and the folder has
 * not stays.
 */
final class PolicyApply {

  private static final Flag FILE =
      new Flag("file", "f", Flag.Kind.TEXT, "", "YAML file that holds the policy");
  private static final Flag DIR = new Flag("dir", "", Flag.Kind.TEXT, "",
      "folder of YAML files, one policy each; shows what differs and applies it");
  private static final Flag DRY_RUN = new Flag("dry-run", "", Flag.Kind.SWITCH, "false",
      "show what would be created or replaced, and do nothing");

  private PolicyApply() {}

  static Command command(List<Flag> four) {
    return new Command("spike policy apply", " [folder]", "Create or replace policies",
        Stream.concat(four.stream(), Stream.of(FILE, DIR, DRY_RUN)).toList(),
        new Command.Arity(0, 1), List.of(), Optional.of(PolicyApply::run));
  }

  private static void run(Invocation invocation, Session session) {
    Optional<Path> folder = folder(invocation);
    List<PutPolicy> policies = folder.isPresent()
        ? PolicyFile.readAll(folder.get()).stream().map(PolicyFile::policy).toList()
        : List.of(one(invocation));
    requireDistinct(policies);
    boolean dryRun = invocation.flag(DRY_RUN.name()).equals("true");
    Terminal terminal = session.terminal();
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      List<PutPolicy> changed =
          folder.isPresent() || dryRun ? compare(nexus, policies, session) : policies;
      if (dryRun) {
        terminal.print("Dry run: nothing was changed.");
        return;
      }
      Progress progress = Progress.of(session);
      for (int i = 0; i < changed.size(); i++) {
        progress.tell(i, changed.size(), "policies applied");
        PolicyCommands.put(nexus, changed.get(i));
        terminal.print("Policy '" + changed.get(i).name() + "' applied successfully");
      }
    }
  }

  private static Optional<Path> folder(Invocation invocation) {
    Optional<String> given = invocation.arguments().stream().findFirst()
        .or(() -> Optional.of(invocation.flag(DIR.name())).filter(dir -> !dir.isEmpty()));
    if (given.isPresent() && !Files.isDirectory(Path.of(given.get()))) {
      throw new UsageException(invocation.command(), "unknown command \"" + given.get()
          + "\" for \"" + invocation.command().path() + "\": there is no such folder");
    }
    return given.map(Path::of);
  }

  private static PutPolicy one(Invocation invocation) {
    String file = invocation.flag(FILE.name());
    if (!file.isEmpty()) {
      return PolicyFile.read(Path.of(file)).policy();
    }
    for (String flag : List.of("name", "path-pattern", "spiffeid-pattern", "permissions")) {
      if (invocation.flag(flag).isEmpty()) {
        throw new CommandFailure("Error: Invalid input provided.", "--" + flag
            + " is missing; give a policy by its four flags, by --file or by --dir");
      }
    }
    return PolicyDraft.of(invocation);
  }

  private static void requireDistinct(List<PutPolicy> policies) {
    Set<String> seen = new HashSet<>();
    for (PutPolicy policy : policies) {
      if (!seen.add(policy.name())) {
        throw new CommandFailure("Error: Invalid input provided.",
            "two files name the policy '" + policy.name() + "'; nothing was done");
      }
    }
  }

  /** Shows what differs; returns the policies that are to be sent. */
  private static List<PutPolicy> compare(Nexus nexus, List<PutPolicy> policies,
      Session session) {
    Terminal terminal = session.terminal();
    Progress progress = Progress.of(session);
    int compared = 0;
    Set<String> present = new HashSet<>(PolicyCommands.names(nexus));
    List<PutPolicy> changed = new ArrayList<>();
    for (PutPolicy policy : policies) {
      progress.tell(compared++, policies.size(), "policies compared");
      Optional<PutPolicy> before = present.remove(policy.name())
          ? PolicyCommands.find(nexus, policy.name()).map(ShownPolicy::policy)
          : Optional.empty();
      terminal.print(difference(before, policy));
      if (!before.equals(Optional.of(policy))) {
        changed.add(policy);
      }
    }
    if (!present.isEmpty()) {
      terminal.print(present.size() + " other policies are in Nexus; they stay as they are.");
    }
    return changed;
  }

  private static String difference(Optional<PutPolicy> before, PutPolicy after) {
    if (before.equals(Optional.of(after))) {
      return "= " + after.name();
    }
    StringBuilder text =
        new StringBuilder(before.isPresent() ? "~ " : "+ ").append(after.name());
    row(text, "spiffeidPattern", before.map(PutPolicy::spiffeIdPattern),
        after.spiffeIdPattern());
    row(text, "pathPattern", before.map(PutPolicy::pathPattern), after.pathPattern());
    row(text, "permissions", before.map(policy -> String.join(", ", policy.permissions())),
        String.join(", ", after.permissions()));
    return text.toString();
  }

  private static void row(StringBuilder text, String title, Optional<String> before,
      String after) {
    if (!Objects.equals(before.orElse(null), after)) {
      before.ifPresent(old -> text.append("\n  - ").append(title).append(": ").append(old));
      text.append("\n  + ").append(title).append(": ").append(after);
    }
  }
}
