// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads a secret, which a person may have written: what can be left out has a meaning. */
final class ExportedSecret {

  private final Instant otherwise;
  private final TreeMap<Integer, ImportSpike.Version> versions = new TreeMap<>();
  private Optional<SortedMap<String, String>> values = Optional.empty();
  private Optional<Instant> created = Optional.empty();
  private Optional<Instant> updated = Optional.empty();

  private ExportedSecret(Instant otherwise) {
    this.otherwise = otherwise;
  }

  static ImportSpike.Secret parse(GoReader in, Instant otherwise) {
    return new ExportedSecret(otherwise).read(in);
  }

  private ImportSpike.Secret read(GoReader in) {
    String path = "";
    int highestEver = 0;
    int maxVersions = ExportLine.DEFAULT_MAX_VERSIONS;
    while (in.next()) {
      switch (in.name()) {
        case "path" -> path = in.text();
        case "highestEver" -> highestEver = in.integer();
        case "maxVersions" -> maxVersions = in.integer();
        case "created" -> created = in.time();
        case "updated" -> updated = in.time();
        case "values" -> values = pairs(in);
        default -> in.objects(this::version, "version", "created", "values");
      }
    }
    values.ifPresent(pairs -> add(1, created, Optional.of(pairs)));
    if (versions.isEmpty()) {
      throw new SpikeException(ErrorCode.BAD_REQUEST, "the secret has neither versions nor values");
    }
    Instant first = versions.sequencedValues().getFirst().created();
    Instant last = versions.sequencedValues().getLast().created();
    return new ImportSpike.Secret(path, Math.max(highestEver, versions.lastKey()), maxVersions,
        created.orElse(first), updated.orElse(last), versions);
  }

  private Boolean version(GoReader in) {
    int number = 0;
    boolean told = false;
    Optional<Instant> time = Optional.empty();
    Optional<SortedMap<String, String>> pairs = Optional.empty();
    while (in.next()) {
      switch (in.name()) {
        case "version" -> number = in.integer();
        case "created" -> time = in.time();
        default -> {
          pairs = pairs(in);
          told = true;
        }
      }
    }
    // A misspelt member must not become a version without values.
    if (!told) {
      throw new SpikeException(ErrorCode.BAD_REQUEST,
          "version " + number + " has no values; null if it was stored without");
    }
    add(number, time, pairs);
    return told;
  }

  private void add(int number, Optional<Instant> time,
      Optional<SortedMap<String, String>> pairs) {
    ImportSpike.Version version =
        new ImportSpike.Version(time.orElse(otherwise), Optional.empty(), pairs);
    if (number < 1 || versions.put(number, version) != null) {
      throw new SpikeException(ErrorCode.BAD_REQUEST,
          "version " + number + " is there twice or is no number from 1 on");
    }
  }

  private static Optional<SortedMap<String, String>> pairs(GoReader in) {
    SortedMap<String, String> pairs = new TreeMap<>();
    return in.textsInto(pairs) ? Optional.of(pairs) : Optional.empty();
  }
}
