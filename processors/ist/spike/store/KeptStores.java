// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The stores that were replaced, each in a directory named after the time of that, beside the store
 * that took the place.
 *
 * @param store the directory of that store
 */
record KeptStores(Path store) {

  private static final String NAME = "previous";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** Where they are. */
  Path directory() {
    return store.resolve(NAME);
  }

  /** The directory of the newest one; {@code NOT_FOUND} when none is kept. */
  Path newest() throws IOException {
    List<Path> kept = kept();
    if (kept.isEmpty()) {
      throw new SpikeException(ErrorCode.NOT_FOUND,
          "no store is kept in " + directory() + ", so there is nothing to undo");
    }
    return kept.getLast();
  }

  /** The directory for the next one, relative to the store's. */
  String next(Instant now) throws IOException {
    return NAME + "/" + STAMP.format(later(now));
  }

  /** The names tell which store is the newest, also when the clock was put back. */
  private Instant later(Instant now) throws IOException {
    Optional<Instant> newest = stamped().stream().map(KeptStores::stamp)
        .flatMap(Optional::stream).max(Comparator.naturalOrder());
    return newest.map(each -> each.plusMillis(1)).filter(now::isBefore).orElse(now);
  }

  /** Removes the oldest, so that with one more there are so many. */
  void makeRoom(int max) throws IOException {
    List<Path> kept = kept();
    for (Path old : kept.subList(0, Math.max(0, kept.size() - max + 1))) {
      StoreFiles.deleteFlat(old);
    }
    for (Path each : stamped()) {
      removeIfEmpty(each);
    }
  }

  /** There was no store, or it was put back from there. */
  static void removeIfEmpty(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      if (files.findAny().isPresent()) {
        return;
      }
    }
    Files.delete(directory);
  }

  /** Oldest first. */
  private List<Path> kept() throws IOException {
    return stamped().stream().filter(each -> Files.exists(each.resolve(StoreSettings.FILE_NAME)))
        .toList();
  }

  /** What exchanges have made, oldest first; anything else that lies there is somebody's. */
  private List<Path> stamped() throws IOException {
    if (!Files.exists(directory())) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory())) {
      return all.filter(Files::isDirectory).filter(each -> stamp(each).isPresent()).sorted()
          .toList();
    }
  }

  private static Optional<Instant> stamp(Path directory) {
    try {
      return Optional.of(STAMP.parse(directory.getFileName().toString(), Instant::from));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
