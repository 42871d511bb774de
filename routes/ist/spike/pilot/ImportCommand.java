// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.identity.Role;
import ist.spike.spikedb.SpikeDatabase;
import ist.spike.spikedb.SpikeKeySearch;
import ist.spike.spikedb.SpikePolicy;
import ist.spike.spikedb.SpikeSecret;
import ist.spike.spikedb.SpikeVisitor;
import ist.spike.wire.ImportSpike;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code spike import spike-db}: takes over the database of an original SPIKE 0.8. The file and the
 * shards are read here, so Nexus needs neither; secrets go to it over mutual TLS.
 */
final class ImportCommand {

  private static final Flag DRY_RUN = new Flag("dry-run", "", Flag.Kind.SWITCH, "false",
      "compare with Nexus and report, and change nothing");
  private static final Flag DROP_PRUNED = new Flag("drop-pruned", "", Flag.Kind.SWITCH, "false",
      "leave out versions that SPIKE pruned but still shows");
  private static final Flag POLICIES = new Flag("policies", "", Flag.Kind.SWITCH, "false",
      "import policies too, and not only write them as files");
  private static final Flag POLICY_DIR = new Flag("policy-dir", "", Flag.Kind.TEXT,
      "spike-policies", "where the policies are written as YAML files");

  private ImportCommand() {}

  static Command group() {
    return Command.group("spike import", "Take over another system's secrets",
        new Command("spike import spike-db", " <file> [shard-file...]",
            "Import the database of an original SPIKE 0.8; shards from files or standard input",
            List.of(DRY_RUN, DROP_PRUNED, POLICIES, POLICY_DIR, Format.FLAG),
            new Command.Arity(1, SpikeKeySearch.MAX_SHARES + 1), List.of(),
            Optional.of(ImportCommand::run)));
  }

  private static void run(Invocation invocation, Session session) {
    Format format = Format.of(invocation);
    boolean dryRun = isOn(invocation, DRY_RUN);
    Terminal terminal = session.terminal();
    ImportReport report = new ImportReport(dryRun);
    List<Path> files =
        invocation.arguments().stream().skip(1).map(Path::of).toList();
    try (SpikeDatabase database = SpikeDatabase.open(Path.of(invocation.argument(0)));
        ImportShares shares = ImportShares.read(files, terminal);
        SpikeKeySearch.Found found = SpikeKeySearch.find(shares.list(), database);
        Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      if (!found.unfit().isEmpty()) {
        report.note("shards " + found.unfit(), "they are wrong, or of another split");
      }
      ImportBatches batches = new ImportBatches(nexus, dryRun, report, Progress.of(session));
      if (!dryRun) {
        report.keyAdded(batches.sendKey(found.key()));
      }
      database.visit(found.key(), new Taker(batches, policies(invocation, nexus, report), report,
          isOn(invocation, DROP_PRUNED)));
      batches.flush();
    }
    format.print(terminal, report.text(), report.data());
    if (report.skippedCount() > 0) {
      terminal.say(report.skippedCount() + " rows, secrets or policies were left out");
    }
  }

  /** Where policies go; a dry run writes nothing. */
  private static Optional<ImportPolicies> policies(Invocation invocation, Nexus nexus,
      ImportReport report) {
    return isOn(invocation, DRY_RUN)
        ? Optional.empty()
        : Optional.of(new ImportPolicies(Path.of(invocation.flag(POLICY_DIR.name())),
            isOn(invocation, POLICIES) ? Optional.of(nexus) : Optional.empty(), report));
  }

  private static boolean isOn(Invocation invocation, Flag flag) {
    return invocation.flag(flag.name()).equals("true");
  }

  /** Passes on what is read. */
  private record Taker(ImportBatches batches, Optional<ImportPolicies> policies,
      ImportReport report, boolean dropPruned) implements SpikeVisitor {

    @Override
    public void secret(SpikeSecret secret) {
      report.pruned(secret.pruned());
      batches.add(message(dropPruned ? secret.withoutPruned() : secret));
    }

    @Override
    public void policy(SpikePolicy policy) {
      policies.ifPresentOrElse(each -> each.take(policy), report::policy);
    }

    @Override
    public void skipped(String row, String why) {
      report.skip(row, why);
    }

    @Override
    public void noted(String row, String what) {
      report.note(row, what);
    }

    private static ImportSpike.Secret message(SpikeSecret secret) {
      SortedMap<Integer, ImportSpike.Version> versions = new TreeMap<>();
      secret.versions().forEach((number, version) -> versions.put(number, new ImportSpike.Version(
          version.info().created(), version.info().deleted(), version.values())));
      return new ImportSpike.Secret(secret.path(), secret.highestEver(), secret.maxVersions(),
          secret.created(), secret.updated(), versions);
    }
  }
}
