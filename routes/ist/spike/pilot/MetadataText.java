// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.wire.GoJson;
import ist.spike.wire.SecretMetadata;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The history of a secret in SPIKE's layouts (wire spec 10.4).
 *
 * @param metadata what to show
 * @param zone the zone its times are shown in
 */
record MetadataText(SecretMetadata metadata, ZoneId zone) {

  private static final String LINE = "-".repeat(50) + "\n";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss ", Locale.ROOT);
  private static final DateTimeFormatter ZONE = DateTimeFormatter.ofPattern("zzz", Locale.ROOT);

  /** For people. */
  String human() {
    StringBuilder text = new StringBuilder();
    if (metadata.currentVersion() != 0 || metadata.oldestVersion() != 0
        || metadata.maxVersions() != 0 || !GoJson.isZeroTime(metadata.createdTime())) {
      text.append("\nMetadata:\n").append(LINE).append("Current Version : ")
          .append(metadata.currentVersion()).append("\nOldest Version  : ")
          .append(metadata.oldestVersion()).append("\nCreated Time    : ")
          .append(readable(metadata.createdTime())).append("\nLast Updated    : ")
          .append(readable(metadata.updatedTime())).append("\nMax Versions    : ")
          .append(metadata.maxVersions()).append('\n').append(LINE);
    }
    if (!metadata.versions().isEmpty()) {
      text.append("\nSecret Versions:\n").append(LINE);
      metadata.versions().forEach((number, version) -> {
        text.append("Version ").append(number).append(":\n  Created: ")
            .append(readable(version.createdTime())).append('\n');
        version.deletedTime()
            .ifPresent(time -> text.append("  Deleted: ").append(readable(time)).append('\n'));
        text.append(LINE);
      });
    }
    return text.toString();
  }

  /** One line a version. */
  String table() {
    Table table = new Table("VERSION", "CREATED", "DELETED", "CURRENT");
    metadata.versions().forEach((number, version) -> table.row(number.toString(),
        readable(version.createdTime()), version.deletedTime().map(this::readable).orElse(""),
        number == metadata.currentVersion() ? "yes" : ""));
    return table.text();
  }

  /** With the names of the wire, for JSON. */
  Map<String, Object> wire() {
    return tree(name -> name);
  }

  /** With Go's names in lower case, for YAML. */
  Map<String, Object> yaml() {
    return tree(name -> name.toLowerCase(Locale.ROOT));
  }

  private Map<String, Object> tree(UnaryOperator<String> spelling) {
    Map<Integer, Object> versions = new LinkedHashMap<>();
    metadata.versions().forEach((number, version) -> {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put(spelling.apply("createdTime"), time(version.createdTime()));
      each.put(spelling.apply("version"), number);
      each.put(spelling.apply("deletedTime"),
          version.deletedTime().<Object>map(this::time).orElse(Document.Null.NULL));
      versions.put(number, each);
    });
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put(spelling.apply("currentVersion"), metadata.currentVersion());
    counts.put(spelling.apply("oldestVersion"), metadata.oldestVersion());
    counts.put(spelling.apply("createdTime"), time(metadata.createdTime()));
    counts.put(spelling.apply("updatedTime"), time(metadata.updatedTime()));
    counts.put(spelling.apply("maxVersions"), metadata.maxVersions());
    Map<String, Object> tree = new LinkedHashMap<>();
    if (!versions.isEmpty()) {
      tree.put("versions", versions);
    }
    tree.put("metadata", counts);
    return tree;
  }

  private Document.Plain time(Instant moment) {
    return new Document.Plain(GoJson.time(moment, zone));
  }

  private String readable(Instant moment) {
    ZonedDateTime time = moment.atZone(zone);
    boolean universal = time.getOffset().getTotalSeconds() == 0;
    return TIME.format(time) + (universal ? "UTC" : ZONE.format(time));
  }
}
