// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of an export of secrets (ops/format/secret-export.md): one JSON object with one member,
 * which says what the line is. Whatever cannot be read is {@code BAD_REQUEST}.
 */
public sealed interface ExportLine {

  /** What the first line calls the format. */
  String FORMAT = "spike-secret-export";
  /** The version of the format that this program writes and reads. */
  int FORMAT_VERSION = 1;
  /** What a secret keeps when the line does not say it: SPIKE's own default. */
  int DEFAULT_MAX_VERSIONS = 10;

  /** The line without its end. The caller zeroes the bytes. */
  byte[] toJson();

  /**
   * The first line.
   *
   * @param created when the export began; also the time of what has none of its own
   * @param prefix what every path begins with
   * @param allVersions whether older versions were asked for
   */
  record Header(Instant created, String prefix, boolean allVersions) implements ExportLine {

    @Override
    public byte[] toJson() {
      return new GoWriter().open().name("export").open().member("format", FORMAT)
          .member("version", FORMAT_VERSION).member("created", created, ZoneOffset.UTC)
          .member("prefix", prefix).member("allVersions", allVersions).close().close().toBytes();
    }

    private static Header parse(GoReader in) {
      Header read = new Header(Instant.EPOCH, "", false);
      String format = "";
      int version = 0;
      while (in.next()) {
        switch (in.name()) {
          case "format" -> format = in.text();
          case "version" -> version = in.integer();
          case "created" -> read = new Header(in.time().orElse(read.created), read.prefix,
              read.allVersions);
          case "prefix" -> read = new Header(read.created, in.text(), read.allVersions);
          default -> read = new Header(read.created, read.prefix, in.flag());
        }
      }
      if (!format.equals(FORMAT)) {
        throw refused("it does not say \"format\":\"" + FORMAT + "\"");
      }
      if (version != FORMAT_VERSION) {
        throw refused("it is of version " + version + " of the format, and this program reads "
            + FORMAT_VERSION);
      }
      return read;
    }
  }

  /** A secret, with the versions that were exported. */
  record Entry(ImportSpike.Secret secret) implements ExportLine {

    @Override
    public byte[] toJson() {
      GoWriter out = new GoWriter().open().name("secret");
      secret.write(out);
      return out.close().toBytes();
    }

    /** Names the secret without its values. */
    @Override
    public String toString() {
      return "Entry[" + secret.path() + "]";
    }
  }

  /**
   * The last line: with it nothing is missing.
   *
   * @param secrets how many there are
   * @param deletedLeftOut how many versions are left out because they are deleted
   * @param olderLeftOut how many because a line with them would be too long
   * @param sha256 lower-case hex, of all bytes before this line
   */
  record End(long secrets, long deletedLeftOut, long olderLeftOut, String sha256)
      implements
        ExportLine {

    @Override
    public byte[] toJson() {
      return new GoWriter().open().name("end").open().member("secrets", secrets)
          .member("deletedLeftOut", deletedLeftOut).member("olderLeftOut", olderLeftOut)
          .member("sha256", sha256).close().close().toBytes();
    }

    private static End parse(GoReader in) {
      long secrets = -1;
      long deleted = 0;
      long older = 0;
      String sha256 = "";
      while (in.next()) {
        switch (in.name()) {
          case "secrets" -> secrets = in.number();
          case "deletedLeftOut" -> deleted = in.number();
          case "olderLeftOut" -> older = in.number();
          default -> sha256 = in.text();
        }
      }
      return new End(secrets, deleted, older, sha256);
    }
  }

  /**
   * Reads a line.
   *
   * @param otherwise the time of what has none of its own
   */
  static ExportLine parse(byte[] line, Instant otherwise) {
    GoReader in = GoReader.request(line, "export", "secret", "end");
    List<ExportLine> found = new ArrayList<>();
    while (in.next()) {
      found.add(switch (in.name()) {
        case "export" -> Header.parse(
            in.object("format", "version", "created", "prefix", "allVersions"));
        case "secret" -> new Entry(ExportedSecret.parse(in.object("path", "highestEver",
            "maxVersions", "created", "updated", "versions", "values"), otherwise));
        default -> End.parse(in.object("secrets", "deletedLeftOut", "olderLeftOut", "sha256"));
      });
    }
    if (found.size() != 1) {
      throw refused("it is neither the head of an export nor a secret nor the end");
    }
    return found.getFirst();
  }

  private static SpikeException refused(String why) {
    return new SpikeException(ErrorCode.BAD_REQUEST, why);
  }
}
