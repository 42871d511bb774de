// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import java.nio.file.Path;
import java.time.InstantSource;

/** The store in SQLite does what every store does. */
final class SqliteStoreContractTest extends SecretStoreContract {

  @Override
  SecretStore open(Path directory, InstantSource clock) {
    return StoreFixture.unsealed(directory, StoreTuning.STANDARD.with(clock)).store;
  }
}
