// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.BackupId;
import ist.spike.archive.Catalogue;
import ist.spike.archive.CatalogueEntry;
import ist.spike.archive.CatalogueJson;
import ist.spike.archive.Place;
import ist.spike.store.StoreId;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the catalogue of backups in memory and in one signed file, which is replaced as a whole. A file that
 * is lost or damaged is no loss: what lies in the destinations is found and verified again.
 */
final class CatalogueKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(CatalogueKeeper.class);
  private static final String NAME = "catalogue";

  private final Path directory;
  private final KeyKeeper keys;
  private @Nullable Catalogue current;

  CatalogueKeeper(Path directory, KeyKeeper keys) {
    this.directory = directory;
    this.keys = keys;
  }

  /** What is known; not ready while sealed. */
  synchronized Catalogue current() {
    Catalogue known = current;
    if (known == null) {
      known = load();
      current = known;
    }
    return known;
  }

  /** Changes the catalogue; it is on disk when this returns. */
  synchronized Catalogue update(UnaryOperator<Catalogue> change) {
    Catalogue changed = change.apply(current());
    if (!changed.equals(current)) {
      save(changed);
      current = changed;
    }
    return changed;
  }

  /** Writes down what is in a destination now: files that nobody told us of, and files that are gone. */
  void adopt(Destination destination, StoreId store, Instant now) {
    Set<BackupId> there = new HashSet<>();
    for (String file : destination.list()) {
      BackupId.ofFile(store, file).ifPresent(there::add);
    }
    update(catalogue -> {
      Catalogue changed = catalogue;
      for (BackupId id : there) {
        CatalogueEntry entry = catalogue.entry(id).orElseGet(
            () -> CatalogueEntry.found(id, Place.found(destination.name())));
        boolean known = entry.place(destination.name())
            .filter(place -> place.pruned().isEmpty()).isPresent();
        changed = changed.with(known ? entry : entry.with(Place.found(destination.name())));
      }
      for (CatalogueEntry entry : catalogue.entries()) {
        Optional<Place> place = entry.place(destination.name())
            .filter(each -> each.pruned().isEmpty() && !there.contains(entry.id()));
        if (place.isPresent()) {
          LOG.error("a backup is gone: id={} destination={}", entry.id(), destination.name());
          changed = changed.with(entry.with(place.get().goneAt(now)));
        }
      }
      return changed.forgetting(now);
    });
  }

  private Catalogue load() {
    Path file = directory.resolve(NAME);
    try {
      byte[] bytes = Files.readAllBytes(file);
      return keys.lend(key -> CatalogueJson.parse(bytes, key));
    } catch (NoSuchFileException e) {
      return Catalogue.EMPTY;
    } catch (IOException e) {
      throw failed("read", e);
    } catch (SpikeException e) {
      if (e.code() != ErrorCode.DAMAGED) {
        throw e;
      }
      // Not fatal on purpose: the files in the destinations are the truth and are verified anew.
      LOG.error("the catalogue of backups is built anew from the files: {}", e.sentence());
      return Catalogue.EMPTY;
    }
  }

  private void save(Catalogue catalogue) {
    byte[] bytes = keys.lend(key -> CatalogueJson.write(catalogue, key));
    try {
      WorkDirectory.write(directory.resolve(NAME + BackupId.PARTIAL), directory.resolve(NAME),
          bytes);
    } catch (IOException e) {
      throw failed("write", e);
    }
  }

  private SpikeException failed(String what, IOException cause) {
    return new SpikeException(ErrorCode.BUSY,
        "cannot " + what + " the catalogue in " + directory + ": " + cause, cause);
  }
}
