// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import java.time.Instant;
import java.util.Optional;

/**
 * What a backup remembers of one that came before it.
 *
 * @param id its name
 * @param sha256 hash of its file, lower-case hex
 * @param time when its snapshot was taken
 * @param slot the slot it filled
 * @param pruned when retention removed it; empty while it is kept
 */
public record EarlierBackup(BackupId id, String sha256, Instant time, Slot slot,
    Optional<Instant> pruned) {}
