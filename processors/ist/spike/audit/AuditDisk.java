// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** Makes durable what was written; how long that takes is the disk's affair. */
@FunctionalInterface
interface AuditDisk {

  /** The machine's. */
  AuditDisk REAL = channel -> channel.force(true);

  /** Returns when all that was written to this file, or the names in this directory, would outlive the power. */
  void force(FileChannel channel) throws IOException;
}
