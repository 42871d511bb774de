// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.BackupId;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A destination that does what another one does, but for what is written anew. */
interface ForwardingDestination extends Destination {

  /** The other one. */
  Destination behind();

  @Override
  default String name() {
    return behind().name();
  }

  @Override
  default void put(Upload upload) {
    behind().put(upload);
  }

  @Override
  default InputStream open(String file) {
    return behind().open(file);
  }

  @Override
  default List<String> list() {
    return behind().list();
  }

  @Override
  default void delete(String file) {
    behind().delete(file);
  }

  @Override
  default Optional<String> objection(String file, Instant now) {
    return behind().objection(file, now);
  }

  @Override
  default void keepUntil(String file, Instant until) {
    behind().keepUntil(file, until);
  }

  @Override
  default void clean(BackupId next) {
    behind().clean(next);
  }
}
