// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.BackupId;
import ist.spike.wire.SpikeException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A place for finished backups, named by a Camel endpoint URI. Every method throws a {@link
 * SpikeException} that names the place when it cannot do its work; trying again later may help.
 */
interface Destination {

  /** The URI without its options, which may hold credentials. */
  String name();

  /** Stores a file under its name; when this returns it is complete and durable. */
  void put(Upload upload);

  /** Reads a file from where it lies; the caller closes the stream. */
  InputStream open(String file);

  /** The names of all finished files. */
  List<String> list();

  /** Removes a file; when this returns a listing does not show it. */
  void delete(String file);

  /** Why the file cannot be deleted now, a clause for people; empty when it can. */
  default Optional<String> objection(String file, Instant now) {
    return Optional.empty();
  }

  /** Sees to it that nobody can delete the file before, where a place can do that; never shortens that time. */
  default void keepUntil(String file, Instant until) {}

  /** Removes what uploads that were cut off have left, and nothing that another Nexus may still be writing. */
  void clean(BackupId next);
}
