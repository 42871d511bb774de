// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import ist.spike.crypto.RootKey;
import ist.spike.shard.ShareSet;
import ist.spike.store.StoreDifference;
import ist.spike.store.StoreDifference.Way;
import ist.spike.store.StoreHead;
import ist.spike.store.StorePhase;
import ist.spike.store.StoreReplacement;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.RestorePlan;
import ist.spike.wire.RestorePlan.Paths;
import ist.spike.wire.SpikeException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A backup that was unpacked beside the store it may replace, verified, and made fit to go on. */
public final class Restoration {

  private final Manifest manifest;
  private final StoreDifference difference;

  private Restoration(Manifest manifest, StoreDifference difference) {
    this.manifest = manifest;
    this.difference = difference;
  }

  /**
   * Unpacks and verifies; the store is not touched.
   *
   * @param source the backup from its first byte; the caller closes it
   * @param key borrowed
   * @param target receives the database
   * @throws SpikeException {@code DAMAGED} when the backup fails a check, {@code CONFLICT} when the
   *     store is of another root key or only one of both is of {@code spike dev}
   */
  public static Restoration prepare(InputStream source, BackupVerifier.Expected expected,
      RootKey key, StoreReplacement target) {
    Verification found = BackupVerifier.unpack(source, expected, key, target.file());
    if (!found.isSound()) {
      throw new SpikeException(ErrorCode.DAMAGED,
          "the backup does not verify, so nothing was touched: " + found.problem());
    }
    Manifest manifest = found.manifest().orElseThrow();
    StoreDifference difference = target.difference();
    difference.head().ifPresent(live -> requireFitting(manifest, live));
    target.adopt(key, manifest.id().text(), Optional.empty());
    return new Restoration(manifest, difference);
  }

  private static void requireFitting(Manifest manifest, StoreHead live) {
    if (live.dev() != manifest.dev()) {
      throw new SpikeException(ErrorCode.CONFLICT, "the " + (live.dev() ? "store" : "backup")
          + " was made by spike dev and the " + (live.dev() ? "backup" : "store") + " was not");
    }
    if (isFinal(live) && !keyId(live).equals(manifest.shareSet().keyId().toString())) {
      throw new SpikeException(ErrorCode.CONFLICT, "the store is of root key " + keyId(live)
          + ", the backup of " + manifest.shareSet().keyId()
          + "; move the store's directory away if it is to be replaced");
    }
  }

  /** What it says of itself. */
  public Manifest manifest() {
    return manifest;
  }

  /** What taking the store's place would do. */
  public RestorePlan plan(Instant now) {
    ShareSet set = manifest.shareSet();
    Map<String, Long> rows = manifest.contents().rows();
    return new RestorePlan(manifest.id().text(), manifest.time(),
        new RestorePlan.Origin(manifest.storeId().hex(), set.keyId().toString(), set.threshold(),
            set.shares()),
        new RestorePlan.Contents(manifest.contents().change(),
            rows.getOrDefault("secret_meta", 0L), rows.getOrDefault("secret_version", 0L),
            rows.getOrDefault("policy", 0L)),
        new RestorePlan.Target(target(), ""), effect(now), false);
  }

  private String target() {
    if (!difference.trouble().isEmpty()) {
      return "a store that cannot be read: " + difference.trouble();
    }
    return difference.head().map(live -> isFinal(live)
        ? "store " + live.storeId().hex() + " of root key " + keyId(live)
        : "a store without a root key").orElse("nothing");
  }

  private RestorePlan.Effect effect(Instant now) {
    long seconds = 0;
    if (!difference.trouble().isEmpty()) {
      seconds = -1;
    } else if (difference.lostVersions() + difference.policies() + difference.count(Way.REMOVED)
        + difference.count(Way.CHANGED) > 0) {
      seconds = Math.max(0, Duration.between(manifest.time(), now).toSeconds());
    }
    return new RestorePlan.Effect(seconds, difference.lostVersions(), difference.policies(),
        paths(Way.REMOVED), paths(Way.ADDED), paths(Way.CHANGED));
  }

  private Paths paths(Way way) {
    return difference.secrets().containsKey(way)
        ? new Paths(difference.count(way), difference.secrets().get(way))
        : Paths.NONE;
  }

  private static boolean isFinal(StoreHead head) {
    return head.phase() == StorePhase.FINAL;
  }

  private static String keyId(StoreHead head) {
    return head.shareSet().map(set -> set.keyId().toString()).orElse("none");
  }
}
