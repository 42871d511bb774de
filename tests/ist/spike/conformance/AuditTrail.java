// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the local audit files of a Nexus say, read without the code that wrote them. */
final class AuditTrail {

  private static final Pattern RECORD = Pattern.compile(
      "\\{\"seq\":\\d+,(?:\"row\":\"[^\"]*\",)?\"time\":\"[^\"]*\",\"id\":\"([^\"]+)\",.*"
          + "\"status\":(\\d+),.*}");

  private AuditTrail() {}

  /** The statuses of the records of each request, by its name. */
  static Map<String, List<Integer>> statuses(Path home) throws IOException {
    Map<String, List<Integer>> statuses = new HashMap<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(home.resolve("data").resolve("audit"), "audit-*.jsonl")) {
      for (Path file : files) {
        for (String line : Files.readAllLines(file)) {
          Matcher record = RECORD.matcher(line);
          if (record.matches()) {
            statuses.computeIfAbsent(record.group(1), id -> new ArrayList<>())
                .add(Integer.parseInt(record.group(2)));
          }
        }
      }
    }
    return statuses;
  }
}
