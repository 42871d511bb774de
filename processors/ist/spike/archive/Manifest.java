// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import ist.spike.shard.ShareSet;
import ist.spike.store.StoreId;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a bundle says of itself; signed (ops/format/backup.md).
 *
 * @param id name of the backup
 * @param storeId the store it is of
 * @param shareSet whose shares give the key that opens it
 * @param dev whether the store carries the mark of {@code spike dev}
 * @param time when the snapshot was taken
 * @param contents the state of the store
 * @param files every file of the bundle, the store first
 * @param earlier the backups of the last 400 days, oldest first
 */
public record Manifest(BackupId id, StoreId storeId, ShareSet shareSet, boolean dev, Instant time,
    Contents contents, List<BundleMember> files, List<EarlierBackup> earlier) {

  /** More files than anyone includes. */
  public static final int MAX_FILES = 1_000;

  /** More than a backup every hour for 400 days. */
  public static final int MAX_EARLIER = 10_000;

  /** Takes copies; refuses a bundle without a store. */
  public Manifest {
    files = List.copyOf(files);
    earlier = List.copyOf(earlier);
    if (files.isEmpty() || !files.getFirst().name().equals(BundleMember.STORE)
        || files.size() > MAX_FILES || earlier.size() > MAX_EARLIER) {
      throw JsonTree.damaged("the manifest", "it lists " + files.size() + " files and "
          + earlier.size() + " earlier backups, or not the store first");
    }
  }

  /**
   * What the snapshot holds.
   *
   * @param change the change number in its sealed head
   * @param schema the format of the store
   * @param setHash the set hash in its sealed head, hex
   * @param rows number of rows by table
   * @param auditHead hash of the newest audit record, hex; empty when there is none
   */
  public record Contents(long change, long schema, String setHash, Map<String, Long> rows,
      String auditHead) {

    /** Takes a copy and keeps the order of the tables. */
    public Contents {
      rows = Collections.unmodifiableMap(new LinkedHashMap<>(rows));
    }
  }
}
