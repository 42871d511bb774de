// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.crypto.RootKey;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A machine with one secret, not started yet, for each test. */
abstract class BackupMachineFixture {

  @TempDir
  Path directory;

  BackupMachine machine;

  @BeforeEach
  void open() {
    machine = new BackupMachine(directory, RootKey.generate());
    machine.put("tenants/a", "first");
  }

  @AfterEach
  void close() throws IOException {
    machine.close();
  }
}
