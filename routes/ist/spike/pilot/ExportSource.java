// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.GetSecret;
import ist.spike.wire.ImportSpike;
import ist.spike.wire.ListSecrets;
import ist.spike.wire.Operation;
import ist.spike.wire.SecretMetadata;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads secrets from Nexus, one after the other, with the rights of whoever runs this. Of each the
 * versions belong together; what is written to Nexus meanwhile is in the export or is not.
 */
final class ExportSource {

  private static final int PAGE_PATHS = 1_000;

  private final Nexus nexus;
  private final boolean allVersions;
  private final Optional<Progress> progress;
  private long deletedLeftOut;
  private long olderLeftOut;
  private long versions;
  private long secrets;

  /**
   * @param progress where people see how far it is; empty when the secrets go to their screen
   */
  ExportSource(Nexus nexus, boolean allVersions, Optional<Progress> progress) {
    this.nexus = nexus;
    this.allVersions = allVersions;
    this.progress = progress;
  }

  /** Takes a secret. */
  @FunctionalInterface
  interface Taker {
    void take(ImportSpike.Secret secret) throws IOException;
  }

  /** Hands over every secret whose path begins with the prefix and that has a version to read. */
  void visit(String prefix, Taker taker) throws IOException {
    String after = "";
    boolean more = true;
    while (more) {
      ListSecrets.Page page = ListSecrets.parsePage(nexus.ask(Operation.LIST_SECRETS,
          new ListSecrets(prefix, after, OptionalInt.of(PAGE_PATHS), false).toJson()));
      for (String path : page.keys()) {
        // An original SPIKE lists everything.
        Optional<ImportSpike.Secret> secret =
            path.startsWith(prefix) ? read(path) : Optional.empty();
        if (secret.isPresent()) {
          versions += secret.get().versions().size();
          taker.take(secret.get());
          secrets++;
          progress.ifPresent(shown -> shown.tell(() -> secrets + " secrets exported"));
        }
      }
      more = page.more();
      after = more ? page.keys().getLast() : after;
    }
  }

  /** How many versions are left out because they are deleted. */
  long deletedLeftOut() {
    return deletedLeftOut;
  }

  /** How many versions are left out because their secret would not fit into a request. */
  long olderLeftOut() {
    return olderLeftOut;
  }

  long versions() {
    return versions;
  }

  /** How many secrets were handed over. */
  long secrets() {
    return secrets;
  }

  /** Whether older versions are handed over, too. */
  boolean allVersions() {
    return allVersions;
  }

  private Optional<ImportSpike.Secret> read(String path) {
    try {
      return read(path, SecretTransfer.history(nexus, path));
    } catch (SpikeException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        // Every version is deleted, or somebody removed it since it was listed.
        deletedLeftOut++;
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<ImportSpike.Secret> read(String path, SecretMetadata history) {
    NavigableMap<Integer, SecretMetadata.Version> told = numbered(history);
    SortedMap<Integer, ImportSpike.Version> taken = new TreeMap<>();
    for (Map.Entry<Integer, SecretMetadata.Version> each : told.descendingMap().entrySet()) {
      Optional<ImportSpike.Version> version = read(path, each.getKey(), each.getValue());
      if (version.isEmpty()) {
        deletedLeftOut++;
        continue;
      }
      taken.put(each.getKey(), version.get());
      boolean full = taken.size() > 1
          && secret(path, history, told, taken).sizeBytes() > ImportBatches.MAX_BATCH_BYTES;
      if (full) {
        taken.remove(each.getKey());
        olderLeftOut += told.headMap(each.getKey(), true).size();
      }
      if (full || !allVersions) {
        break;
      }
    }
    return taken.isEmpty()
        ? Optional.empty()
        : Optional.of(secret(path, history, told, taken));
  }

  private Optional<ImportSpike.Version> read(String path, int number,
      SecretMetadata.Version version) {
    if (version.deletedTime().isPresent()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ImportSpike.Version(version.createdTime(), Optional.empty(), values(path, number)));
    } catch (SpikeException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** An original SPIKE tells of the current version alone and calls it 0. */
  private static NavigableMap<Integer, SecretMetadata.Version> numbered(SecretMetadata history) {
    NavigableMap<Integer, SecretMetadata.Version> versions = new TreeMap<>(history.versions());
    SecretMetadata.Version unnumbered = versions.remove(0);
    if (unnumbered != null) {
      versions.put(Math.max(1, history.currentVersion()), unnumbered);
    }
    return versions;
  }

  private Optional<SortedMap<String, String>> values(String path, int version) {
    return GetSecret.parseAnswer(
        nexus.ask(Operation.GET_SECRET, new GetSecret(path, version).toJson()));
  }

  private static ImportSpike.Secret secret(String path, SecretMetadata history,
      SortedMap<Integer, SecretMetadata.Version> told,
      SortedMap<Integer, ImportSpike.Version> taken) {
    return new ImportSpike.Secret(path, Math.max(told.lastKey(), history.highestEver()),
        Math.max(1, history.maxVersions()),
        history.createdTime(), history.updatedTime(), taken);
  }
}
