// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.wire.ImportSpike;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an import did, and what it left out and why. */
final class ImportReport implements ImportBatches.Receiver {

  /** Beyond so many, further lines are only counted. */
  private static final int MAX_LINES = 10_000;
  private static final String SWAPS = "SPIKE binds no row to its path and version, so whoever could"
      + " write its file could have swapped rows or brought old ones back: that cannot be seen";

  private final boolean dryRun;
  private final List<String> skipped = new ArrayList<>();
  private final List<String> noted = new ArrayList<>();
  private long imported;
  private long identical;
  private long versions;
  private long pruned;
  private long policies;
  private long skippedCount;
  private boolean keyAdded;

  ImportReport(boolean dryRun) {
    this.dryRun = dryRun;
  }

  @Override
  public void skip(String row, String why) {
    skippedCount++;
    if (skipped.size() < MAX_LINES) {
      skipped.add(row + ": " + why);
    }
  }

  void note(String row, String what) {
    if (noted.size() < MAX_LINES) {
      noted.add(row + ": " + what);
    }
  }

  @Override
  public void imported(int count) {
    imported++;
    versions += count;
  }

  @Override
  public void different(ImportSpike.Secret secret) {
    skip(secret.path(), "another secret is or was at this path in Nexus, and stays as it is");
  }

  @Override
  public void tooLarge(ImportSpike.Secret secret, int sizeBytes, boolean free) {
    skip(secret.path(), "with its " + secret.versions().size() + " versions it has " + sizeBytes
        + " bytes, and a request takes " + ImportBatches.MAX_BATCH_BYTES
        + "; --drop-pruned leaves out what SPIKE pruned");
  }

  @Override
  public void identical() {
    identical++;
  }

  void pruned(int count) {
    pruned += count;
  }

  void policy() {
    policies++;
  }

  void keyAdded(boolean added) {
    keyAdded |= added;
  }

  long skippedCount() {
    return skippedCount;
  }

  /** The report as people read it. */
  String text() {
    StringBuilder text = new StringBuilder(dryRun
        ? "Dry run: nothing was changed.\n  To be imported : "
        : "Imported and read back.\n  Imported       : ");
    text.append(imported).append(" secrets, ").append(versions).append(" versions")
        .append("\n  There already  : ").append(identical).append(" secrets")
        .append("\n  Pruned by SPIKE: ").append(pruned).append(" versions")
        .append("\n  Policies       : ").append(policies)
        .append("\n  Left out       : ").append(skippedCount).append('\n');
    skipped.forEach(line -> text.append("left out: ").append(line).append('\n'));
    noted.forEach(line -> text.append("note: ").append(line).append('\n'));
    return text.append("note: ").append(SWAPS).append('\n').toString();
  }

  /** The report as data. */
  Map<String, Object> data() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("dryRun", dryRun);
    data.put("imported", imported);
    data.put("versions", versions);
    data.put("identical", identical);
    data.put("pruned", pruned);
    data.put("policies", policies);
    data.put("cipherKeyAdded", keyAdded);
    data.put("skippedCount", skippedCount);
    data.put("skipped", List.copyOf(skipped));
    data.put("notes", List.copyOf(noted));
    data.put("warning", SWAPS);
    return data;
  }
}
