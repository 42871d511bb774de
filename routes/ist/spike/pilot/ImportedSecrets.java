// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.ExportLine;
import ist.spike.wire.GetSecret;
import ist.spike.wire.ImportSpike;
import ist.spike.wire.Operation;
import ist.spike.wire.PutSecret;
import ist.spike.wire.SpikeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What became of exported secrets, and what becomes of those whose path is taken: the same current
 * values are fine, others stay or get a version on top, on condition that nobody else wrote meanwhile.
 */
final class ImportedSecrets implements ImportBatches.Receiver {

  /** Beyond so many, further lines are only counted. */
  private static final int MAX_LINES = 10_000;

  private final Nexus nexus;
  private final boolean dryRun;
  private final boolean overwrite;
  private final ExportLine.End end;
  private final List<String> lines = new ArrayList<>();
  private long imported;
  private long versions;
  private long present;
  private long overwritten;
  private long conflicts;

  ImportedSecrets(Nexus nexus, boolean dryRun, boolean overwrite, ExportLine.End end) {
    this.nexus = nexus;
    this.dryRun = dryRun;
    this.overwrite = overwrite;
    this.end = end;
  }

  @Override
  public void imported(int count) {
    imported++;
    versions += count;
  }

  @Override
  public void identical() {
    present++;
  }

  @Override
  public void different(ImportSpike.Secret secret) {
    Present there = present(secret.path());
    SortedMap<String, String> wanted = current(secret);
    if (there.version() > 0 && there.values().equals(wanted)) {
      present++;
    } else if (!overwrite) {
      stays(secret.path(), there, wanted);
    } else {
      put(secret, there, wanted);
    }
  }

  @Override
  public void tooLarge(ImportSpike.Secret secret, int sizeBytes, boolean free) {
    Present there = present(secret.path());
    SortedMap<String, String> wanted = current(secret);
    if (there.version() > 0 && there.values().equals(wanted)) {
      present++;
    } else if (!free && !overwrite) {
      stays(secret.path(), there, wanted);
    } else {
      note(secret.path(), "with " + sizeBytes + " bytes it is too large to keep its version numbers"
          + " and times; its current values alone are taken");
      put(secret, there, wanted);
    }
  }

  private void stays(String path, Present there, SortedMap<String, String> wanted) {
    skip(path, there.version() == 0
        ? "it was deleted in Nexus, and stays so; --overwrite adds a version"
        : "another secret is there, and stays; keys: " + diff(there.values(), wanted));
  }

  @Override
  public void skip(String row, String why) {
    conflicts++;
    note(row, "left out: " + why);
  }

  /** How many secrets of the file are not what Nexus has now. */
  long conflicts() {
    return conflicts;
  }

  private void note(String row, String what) {
    if (lines.size() < MAX_LINES) {
      lines.add(row + ": " + what);
    }
  }

  private void put(ImportSpike.Secret secret, Present there, SortedMap<String, String> wanted) {
    if (there.version() > 0) {
      note(secret.path(), "version " + there.version() + (dryRun ? " would get" : " got")
          + " a successor; keys: " + diff(there.values(), wanted));
    }
    if (!dryRun) {
      try {
        nexus.ask(Operation.PUT_SECRET, new PutSecret(secret.path(), wanted, true,
            OptionalInt.of(there.version())).toJson());
      } catch (SpikeException e) {
        if (e.code() != ErrorCode.CONFLICT && e.code() != ErrorCode.BAD_REQUEST) {
          throw e;
        }
        skip(secret.path(), e.code() == ErrorCode.CONFLICT
            ? "somebody wrote it meanwhile"
            : "nexus takes no such secret: " + e.sentence());
        return;
      }
    }
    overwritten++;
  }

  /** What is at a path now; version 0: nothing that can be read. */
  private record Present(int version, SortedMap<String, String> values) {

    /** Names the version without its values. */
    @Override
    public String toString() {
      return "Present[" + version + "]";
    }
  }

  private Present present(String path) {
    try {
      int version = SecretTransfer.history(nexus, path).currentVersion();
      return version == 0
          ? new Present(0, new TreeMap<>())
          : new Present(version,
              GetSecret
                  .parseAnswer(
                      nexus.ask(Operation.GET_SECRET, new GetSecret(path, version).toJson()))
                  .orElseGet(TreeMap::new));
    } catch (SpikeException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return new Present(0, new TreeMap<>());
      }
      throw e;
    }
  }

  private static SortedMap<String, String> current(ImportSpike.Secret secret) {
    return Objects.requireNonNull(secret.versions().get(secret.versions().lastKey())).values()
        .orElseGet(TreeMap::new);
  }

  /** The keys that would come, go and change; never a value. */
  private static String diff(SortedMap<String, String> before, SortedMap<String, String> after) {
    TreeSet<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    List<String> changes = new ArrayList<>();
    for (String key : keys) {
      Optional<String> was = Optional.ofNullable(before.get(key));
      Optional<String> is = Optional.ofNullable(after.get(key));
      if (!was.equals(is)) {
        changes.add((was.isEmpty() ? "+" : is.isEmpty() ? "-" : "~") + key);
      }
    }
    return String.join(" ", changes);
  }

  /** The report as people read it. */
  String text() {
    StringBuilder text = new StringBuilder(dryRun
        ? "Dry run: nothing was changed.\n  To be imported: "
        : "Imported and read back.\n  Imported      : ");
    text.append(imported).append(" secrets, ").append(versions).append(" versions")
        .append("\n  There already : ").append(present).append(" secrets")
        .append(dryRun ? "\n  To get version: " : "\n  New version   : ").append(overwritten)
        .append(" secrets").append("\n  Left out      : ").append(conflicts)
        .append(" secrets\n  Not in the file, says its end: ").append(end.deletedLeftOut())
        .append(" deleted, ").append(end.olderLeftOut()).append(" older versions\n");
    lines.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  /** The report as data. */
  Map<String, Object> data() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("dryRun", dryRun);
    data.put("imported", imported);
    data.put("versions", versions);
    data.put("present", present);
    data.put("newVersion", overwritten);
    data.put("leftOut", conflicts);
    data.put("deletedNotInFile", end.deletedLeftOut());
    data.put("olderNotInFile", end.olderLeftOut());
    data.put("notes", List.copyOf(lines));
    return data;
  }
}
