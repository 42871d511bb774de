// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import ist.spike.crypto.SecretBytes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A batch of what an original SPIKE held (ops/format/wire-extensions.md 14). Sending it again changes
 * nothing.
 *
 * @param dryRun whether Nexus only compares
 * @param cipherKey SPIKE's root key, for opening what its cipher service sealed; owned
 */
public record ImportSpike(boolean dryRun, Optional<SecretBytes> cipherKey, List<Secret> secrets)
    implements
      AutoCloseable {

  /** How many secrets a batch may have. */
  public static final int MAX_SECRETS = 1_000;

  /**
   * A secret with its versions.
   *
   * @param highestEver the number to go on counting from
   */
  public record Secret(String path, int highestEver, int maxVersions, Instant created,
      Instant updated, SortedMap<Integer, Version> versions) {

    /** Takes a copy of the versions. */
    public Secret {
      versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    }

    /** How many bytes it adds to a batch. */
    public int sizeBytes() {
      GoWriter out = new GoWriter();
      write(out);
      return out.size() + 1;
    }

    void write(GoWriter out) {
      out.open().member("path", path).member("highestEver", highestEver)
          .member("maxVersions", maxVersions).member("created", created, ZoneOffset.UTC)
          .member("updated", updated, ZoneOffset.UTC).name("versions").startArray();
      versions.forEach((number, version) -> {
        out.open().member("version", number).member("created", version.created(), ZoneOffset.UTC);
        version.deleted().ifPresent(time -> out.member("deleted", time, ZoneOffset.UTC));
        version.values().ifPresent(values -> out.name("values").texts(values));
        out.close();
      });
      out.endArray().close();
    }

    private static Secret parse(GoReader in) {
      String path = "";
      int highestEver = 0;
      int maxVersions = 0;
      Instant created = GoWriter.zeroTime();
      Instant updated = GoWriter.zeroTime();
      SortedMap<Integer, Version> versions = new TreeMap<>();
      while (in.next()) {
        switch (in.name()) {
          case "path" -> path = in.text();
          case "highestEver" -> highestEver = in.integer();
          case "maxVersions" -> maxVersions = in.integer();
          case "created" -> created = in.time().orElse(GoWriter.zeroTime());
          case "updated" -> updated = in.time().orElse(GoWriter.zeroTime());
          default -> in.objects(each -> Version.parseInto(versions, each), "version", "created",
              "deleted", "values");
        }
      }
      return new Secret(path, highestEver, maxVersions, created, updated, versions);
    }
  }

  /**
   * A version.
   *
   * @param values its pairs; empty for SPIKE's {@code null}
   */
  public record Version(Instant created, Optional<Instant> deleted,
      Optional<SortedMap<String, String>> values) {

    /** The values as {@link PutSecret#valuesJson} gives them. */
    public byte[] valuesJson() {
      return values.map(pairs -> new GoWriter().texts(pairs).toBytes())
          .orElseGet(() -> new GoWriter().raw("null").toBytes());
    }

    /** Names the version without its values. */
    @Override
    public String toString() {
      return "Version[" + created + ", " + deleted + "]";
    }

    private static int parseInto(SortedMap<Integer, Version> versions, GoReader in) {
      int number = 0;
      Instant created = GoWriter.zeroTime();
      Optional<Instant> deleted = Optional.empty();
      SortedMap<String, String> values = new TreeMap<>();
      boolean hasValues = false;
      while (in.next()) {
        switch (in.name()) {
          case "version" -> number = in.integer();
          case "created" -> created = in.time().orElse(GoWriter.zeroTime());
          case "deleted" -> deleted = in.time();
          default -> hasValues = in.textsInto(values);
        }
      }
      versions.put(number,
          new Version(created, deleted, hasValues ? Optional.of(values) : Optional.empty()));
      return number;
    }
  }

  /** What became of one secret. */
  public enum Outcome {
    /** It was not there, and now it is, or would be. */
    IMPORTED,
    /** It is there with the same versions, times and values. */
    IDENTICAL,
    /** Something else is at its path, and stays. */
    DIFFERENT,
    /** Nexus takes no such secret. */
    REFUSED
  }

  /**
   * What became of a batch.
   *
   * @param cipherKeyAdded whether the key was not there yet
   * @param outcomes one for each secret, in their order
   */
  public record Answer(boolean cipherKeyAdded, List<Outcome> outcomes) {

    /** Takes a copy of the list. */
    public Answer {
      outcomes = List.copyOf(outcomes);
    }

    /** Writes it. */
    public byte[] toJson() {
      GoWriter out = new GoWriter().open().member("cipherKeyAdded", cipherKeyAdded)
          .name("outcomes").startArray();
      outcomes.forEach(outcome -> out.text(outcome.name()));
      return out.endArray().close().toBytes();
    }

    /** Reads it. */
    public static Answer parse(byte[] body) {
      GoReader in = GoReader.answer(body, "cipherKeyAdded", "outcomes");
      boolean added = false;
      List<Outcome> outcomes = List.of();
      while (in.next()) {
        if (in.name().equals("outcomes")) {
          outcomes = in.texts().stream().map(text -> outcome(in, text)).toList();
        } else {
          added = in.flag();
        }
      }
      return new Answer(added, outcomes);
    }

    private static Outcome outcome(GoReader in, String text) {
      try {
        return Outcome.valueOf(text);
      } catch (IllegalArgumentException e) {
        throw in.unreadable();
      }
    }
  }

  /** Takes a copy of the list. */
  public ImportSpike {
    secrets = List.copyOf(secrets);
  }

  /** Reads a request; a refused one leaves no key behind. */
  public static ImportSpike parse(byte[] body) {
    GoReader in = GoReader.keyRequest(body, "dryRun", "cipherKey", "secrets");
    boolean dryRun = false;
    List<Secret> secrets = List.of();
    Optional<SecretBytes> key = Optional.empty();
    boolean done = false;
    try {
      while (in.next()) {
        switch (in.name()) {
          case "dryRun" -> dryRun = in.flag();
          case "cipherKey" -> {
            key.ifPresent(SecretBytes::close);
            key = in.share();
          }
          default -> secrets = in.objects(Secret::parse, "path", "highestEver", "maxVersions",
              "created", "updated", "versions");
        }
      }
      done = true;
      return new ImportSpike(dryRun, key, secrets);
    } finally {
      if (!done) {
        key.ifPresent(SecretBytes::close);
      }
    }
  }

  /** Writes a request. The caller zeroes the bytes. */
  public byte[] toJson() {
    GoWriter out = new GoWriter().open().member("dryRun", dryRun);
    cipherKey.ifPresent(key -> out.name("cipherKey").share(key));
    out.name("secrets").startArray();
    secrets.forEach(secret -> secret.write(out));
    return out.endArray().close().toBytes();
  }

  @Override
  public void close() {
    cipherKey.ifPresent(SecretBytes::close);
  }

  /** Names the batch without what is in it. */
  @Override
  public String toString() {
    return "ImportSpike[" + secrets.size() + " secrets]";
  }
}
