// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.BackupId;
import ist.spike.archive.BackupShards;
import ist.spike.archive.BackupVerifier;
import ist.spike.archive.BundleHeader;
import ist.spike.archive.Restoration;
import ist.spike.archive.Verification;
import ist.spike.crypto.RootKey;
import ist.spike.shard.Share;
import ist.spike.shard.ShareException;
import ist.spike.shard.ShareSet;
import ist.spike.store.StoreReplacement;
import ist.spike.store.StoreSnapshot;
import ist.spike.wire.Call;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Reply;
import ist.spike.wire.RestoreBackup;
import ist.spike.wire.RestorePlan;
import ist.spike.wire.RestoreSecret;
import ist.spike.wire.RestoredSecrets;
import ist.spike.wire.SpikeException;
import ist.spike.wire.Validation;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers custodians who want a backup back. */
final class RestoreCalls {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  /** What another place may do better. */
  private static final Set<ErrorCode> OF_THE_PLACE =
      Set.of(ErrorCode.UNREACHABLE, ErrorCode.NOT_FOUND, ErrorCode.DAMAGED);
  private static final Logger LOG = LoggerFactory.getLogger(RestoreCalls.class);

  private final Consumer<Call> authorise;
  private final BackupDesk desk;
  private final BackupGate gate;

  RestoreCalls(Consumer<Call> authorise, BackupDesk desk, BackupGate gate) {
    this.authorise = authorise;
    this.desk = desk;
    this.gate = gate;
  }

  /** Lets a caller in who may do this, while no backup is made. */
  void admit(Exchange exchange) {
    authorise.accept(Objects.requireNonNull(exchange.getMessage().getBody(Call.class)));
    gate.enter(exchange, PATIENCE);
  }

  /** Puts a backup into the store's place; a sealed Nexus needs shares for it, and is unsealed then. */
  Reply restore(Call call) {
    try (RestoreBackup request = RestoreBackup.parse(call.body())) {
      BackupId id = BackupId.parse(request.id());
      RestorePlan plan = desk.store().isUnsealed()
          ? desk.keys().lend(key -> restore(id, key, request.dryRun()))
          : restoreSealed(id, request);
      return Reply.ok(plan.toJson());
    } finally {
      Arrays.fill(call.body(), (byte) 0);
    }
  }

  /** Writes secrets as they are in a backup, each as a new version. */
  Reply restoreSecrets(Call call) {
    RestoreSecret request = RestoreSecret.parse(call.body());
    Validation.requirePath(request.path());
    BackupId id = BackupId.parse(request.id());
    Path scratch = desk.settings().work().resolve("restore" + BackupId.PARTIAL);
    return desk.keys().lend(key -> {
      unpack(id, key, scratch);
      try (StoreSnapshot snapshot = StoreSnapshot.open(scratch, key)) {
        SecretRestore restore = new SecretRestore(desk.store(), snapshot, desk.clock());
        restore.run(call, request);
        return Reply.ok(new RestoredSecrets(id.text(), id.time(), restore.same(),
            restore.different()).toJson());
      } finally {
        scratch.toFile().delete();
      }
    });
  }

  private void unpack(BackupId id, RootKey key, Path scratch) {
    fromAnyPlace(id, in -> {
      WorkDirectory.create(desk.settings().work());
      Verification found =
          BackupVerifier.unpack(in, new BackupVerifier.Expected(id, 0, ""), key, scratch);
      if (!found.isSound()) {
        throw new SpikeException(ErrorCode.DAMAGED,
            "the backup does not verify, so nothing was written: " + found.problem());
      }
      return found;
    });
  }

  private RestorePlan restoreSealed(BackupId id, RestoreBackup request) {
    List<Share> shares = new ArrayList<>();
    try {
      request.shards().forEach((number, value) -> shares.add(new Share(number, value.copy())));
      ShareSet set = header(id).shareSet();
      desk.keys().require(set);
      try (RootKey key = BackupShards.combine(set, shares)) {
        List<Share> ofSet = BackupShards.ofSet(set, shares);
        RestorePlan plan = restore(id, key, request.dryRun());
        if (plan.done()) {
          desk.keys().take(RootKey.of(key.bytes().copy()), set,
              ofSet.stream().map(Share::copy).toList());
        }
        return plan;
      }
    } catch (ShareException e) {
      throw new SpikeException(ErrorCode.BAD_REQUEST, String.valueOf(e.getMessage()), e);
    } finally {
      shares.forEach(Share::close);
    }
  }

  private RestorePlan restore(BackupId id, RootKey key, boolean dryRun) {
    try (StoreReplacement target = desk.store().replacement(key)) {
      RestorePlan plan = prepare(id, key, target).plan(desk.clock().instant());
      if (dryRun) {
        return plan;
      }
      RestorePlan done = plan.doneKeeping(target.commit(Instant.now()).toString());
      LOG.warn("restored: backup={} change={} lostVersions={} keptStore={}", id,
          plan.contents().change(), plan.effect().lostVersions(), done.target().kept());
      return done;
    }
  }

  /** Whoever reads it is done before anything is exchanged, so that no end of reading fails after it. */
  private Restoration prepare(BackupId id, RootKey key, StoreReplacement target) {
    return fromAnyPlace(id, in -> Restoration.prepare(in,
        new BackupVerifier.Expected(id, 0, ""), key, target));
  }

  private BundleHeader header(BackupId id) {
    return fromAnyPlace(id, in -> BundleHeader.read(new BufferedInputStream(in)));
  }

  /** Makes something of a backup. */
  @FunctionalInterface
  private interface Reading<T> {
    T of(InputStream in) throws IOException;
  }

  /** In the first place where it works: one may be away, and in another one the backup may be damaged. */
  private <T> T fromAnyPlace(BackupId id, Reading<T> reading) {
    Optional<SpikeException> failure = Optional.empty();
    for (Destination destination : desk.settings().destinations()) {
      try {
        if (destination.list().contains(id.fileName())) {
          return from(destination, id, reading);
        }
      } catch (SpikeException e) {
        if (!OF_THE_PLACE.contains(e.code())) {
          throw e;
        }
        LOG.warn("a backup was not taken from here: backup={} destination={} error={}", id,
            destination.name(), e.sentence());
        failure = failure.or(() -> Optional.of(e));
      }
    }
    throw failure.orElseGet(() -> new SpikeException(ErrorCode.NOT_FOUND, "there is no backup "
        + id + " in any destination; `spike backup restore FILE` restores one from elsewhere"));
  }

  private static <T> T from(Destination destination, BackupId id, Reading<T> reading) {
    try (InputStream in = destination.open(id.fileName())) {
      return reading.of(in);
    } catch (IOException e) {
      throw new SpikeException(ErrorCode.UNREACHABLE, "cannot read " + id + ": " + e, e);
    }
  }
}
