// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.BackupId;
import ist.spike.archive.SignedDocument;
import ist.spike.wire.DrillReport;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the signed reports of the newest drills, one file for each, beside the catalogue. */
final class DrillBook {

  private static final Logger LOG = LoggerFactory.getLogger(DrillBook.class);
  private static final SignedDocument SIGNED =
      new SignedDocument("the report of a drill", "spike-camel/1/drill");
  private static final int MAX_KEPT = 20;
  private static final String PREFIX = "drill-";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path directory;
  private final KeyKeeper keys;
  private Optional<DrillReport> newest = Optional.empty();
  private boolean known;

  /**
   * @param directory of the reports; made when the first one is written
   */
  DrillBook(Path directory, KeyKeeper keys) {
    this.directory = directory;
    this.keys = keys;
  }

  /** The newest report; empty before the first drill; not ready while sealed. */
  synchronized Optional<DrillReport> newest() {
    if (!known) {
      newest = load();
      known = true;
    }
    return newest;
  }

  /** Signs a report and keeps it; it is on disk when this returns. */
  synchronized void write(DrillReport report) {
    byte[] bytes = keys.lend(key -> SIGNED.sign(report.toJson(), key));
    Path file = directory.resolve(PREFIX + STAMP.format(report.at()));
    try {
      WorkDirectory.write(directory.resolve("report" + BackupId.PARTIAL), file, bytes);
      List<Path> kept = files();
      for (Path old : kept.subList(0, Math.max(0, kept.size() - MAX_KEPT))) {
        Files.delete(old);
      }
    } catch (IOException e) {
      throw new SpikeException(ErrorCode.BUSY,
          "cannot write the report of the drill to " + directory + ": " + e, e);
    }
    newest = Optional.of(report);
    known = true;
  }

  private Optional<DrillReport> load() {
    try {
      List<Path> kept = files();
      if (kept.isEmpty()) {
        return Optional.empty();
      }
      byte[] bytes = Files.readAllBytes(kept.getLast());
      return Optional.of(keys.lend(key -> DrillReport.parse(SIGNED.open(bytes, key))));
    } catch (IOException e) {
      throw new SpikeException(ErrorCode.BUSY, "cannot read " + directory + ": " + e, e);
    } catch (SpikeException e) {
      if (e.code() != ErrorCode.DAMAGED) {
        throw e;
      }
      // Not fatal on purpose: as if no drill was made, so that the next one is due.
      LOG.error("the newest report of a drill does not count: {}", e.sentence());
      return Optional.empty();
    }
  }

  /** Oldest first. */
  private List<Path> files() throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> String.valueOf(file.getFileName()).startsWith(PREFIX)).sorted()
          .toList();
    }
  }
}
