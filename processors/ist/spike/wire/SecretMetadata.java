// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The history of one secret as metadata answers it (wire spec 3.2).
 *
 * @param currentVersion the current version; 0 when all are deleted
 * @param oldestVersion the oldest live version; 0 when all are deleted
 * @param createdTime when the first version was written
 * @param updatedTime when the current version last changed
 * @param maxVersions how many versions are kept
 * @param highestEver the highest number that was ever given, also to a version that is no more
 * @param versions every stored version, the deleted ones too
 */
public record SecretMetadata(int currentVersion, int oldestVersion, Instant createdTime,
    Instant updatedTime, int maxVersions, int highestEver, SortedMap<Integer, Version> versions) {

  /** One version: when it was written and, if it was, deleted. */
  public record Version(Instant createdTime, Optional<Instant> deletedTime) {}

  /** Writes an answer with its times in this zone. SPIKE uses the server's own. */
  public byte[] toJson(ZoneId zone) {
    GoWriter out = new GoWriter().open();
    if (!versions.isEmpty()) {
      out.name("versions").open();
      // Go sorts integer keys as the texts they become.
      SortedMap<String, Integer> sorted = new TreeMap<>();
      versions.keySet().forEach(number -> sorted.put(number.toString(), number));
      sorted.forEach((text, number) -> version(out.name(text), number, zone));
      out.close();
    }
    out.name("metadata").open().member("currentVersion", currentVersion)
        .member("oldestVersion", oldestVersion).member("createdTime", createdTime, zone)
        .member("updatedTime", updatedTime, zone).member("maxVersions", maxVersions);
    if (highestEver > highestOf(versions)) {
      out.member("highestEver", highestEver);
    }
    return out.close().close().toBytes();
  }

  private void version(GoWriter out, int number, ZoneId zone) {
    Version version = Objects.requireNonNull(versions.get(number));
    out.open().member("createdTime", version.createdTime(), zone).member("version", number);
    version.deletedTime().ifPresentOrElse(time -> out.member("deletedTime", time, zone),
        () -> out.name("deletedTime").raw("null"));
    out.close();
  }

  /** Reads an answer. Go Nexus over SQLite gives one version alone, under the number 0. */
  public static SecretMetadata parse(byte[] body) {
    GoReader in = GoReader.answer(body, "versions", "metadata");
    SortedMap<Integer, Version> versions = new TreeMap<>();
    SecretMetadata counts = new SecretMetadata(0, 0, GoWriter.zeroTime(), GoWriter.zeroTime(), 0,
        0, new TreeMap<>());
    while (in.next()) {
      switch (in.name()) {
        case "versions" -> in.members((number, value) -> {
          Map.Entry<Integer, Version> entry = parseVersion(number, value);
          versions.put(entry.getKey(), entry.getValue());
        });
        default -> counts = parseCounts(in.object("currentVersion", "oldestVersion", "createdTime",
            "updatedTime", "maxVersions", "highestEver"));
      }
    }
    return new SecretMetadata(counts.currentVersion, counts.oldestVersion, counts.createdTime,
        counts.updatedTime, counts.maxVersions,
        Math.max(counts.highestEver, highestOf(versions)), versions);
  }

  private static int highestOf(SortedMap<Integer, Version> versions) {
    return versions.isEmpty() ? 0 : versions.lastKey();
  }

  private static Map.Entry<Integer, Version> parseVersion(String number, GoReader value) {
    GoReader in = value.object("createdTime", "deletedTime");
    Instant created = GoWriter.zeroTime();
    Optional<Instant> deleted = Optional.empty();
    while (in.next()) {
      switch (in.name()) {
        case "createdTime" -> created = in.time().orElse(GoWriter.zeroTime());
        default -> deleted = in.time();
      }
    }
    try {
      return Map.entry(Integer.valueOf(number), new Version(created, deleted));
    } catch (NumberFormatException e) {
      throw value.unreadable();
    }
  }

  private static SecretMetadata parseCounts(GoReader in) {
    int current = 0;
    int oldest = 0;
    int max = 0;
    int highest = 0;
    Instant created = GoWriter.zeroTime();
    Instant updated = GoWriter.zeroTime();
    while (in.next()) {
      switch (in.name()) {
        case "currentVersion" -> current = in.integer();
        case "oldestVersion" -> oldest = in.integer();
        case "createdTime" -> created = in.time().orElse(GoWriter.zeroTime());
        case "updatedTime" -> updated = in.time().orElse(GoWriter.zeroTime());
        case "maxVersions" -> max = in.integer();
        default -> highest = in.integer();
      }
    }
    return new SecretMetadata(current, oldest, created, updated, max, highest, new TreeMap<>());
  }
}
