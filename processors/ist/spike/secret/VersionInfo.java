// SPDX-License-Identifier: Apache-2.0
package ist.spike.secret;

import java.time.Instant;
import java.util.Optional;

/**
 * One stored version of a secret.
 *
 * @param created when it was written
 * @param deleted when it was deleted; empty while it is live
 */
public record VersionInfo(Instant created, Optional<Instant> deleted) {

  /** A version written now. */
  public static VersionInfo live(Instant created) {
    return new VersionInfo(created, Optional.empty());
  }

  /** Whether readers may see this version. */
  public boolean isLive() {
    return deleted.isEmpty();
  }

  VersionInfo deletedAt(Instant when) {
    return new VersionInfo(created, Optional.of(when));
  }

  VersionInfo restored() {
    return live(created);
  }
}
