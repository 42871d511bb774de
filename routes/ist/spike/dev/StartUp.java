// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import ist.spike.crypto.SecretBytes;
import ist.spike.wire.BackupReport;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.RecoveredShares;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The way from nothing to ready: start the programs, then either bootstrap a new data directory or,
 * all Keepers being empty, restore the root key from the recovery shares; then the first backup.
 */
final class StartUp {
  private static final Duration BOOTSTRAP_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration UNSEAL_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration ASK_EVERY = Duration.ofMillis(100);
  private static final DateTimeFormatter ASIDE = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private final DevSystem system;
  private final DevLayout layout;
  private final RecoveryShares recovery;
  private final Consumer<String> progress;

  StartUp(DevSystem system, Consumer<String> progress) {
    this.system = system;
    this.layout = system.layout();
    this.recovery = new RecoveryShares(layout.recovery());
    this.progress = progress;
  }

  /**
   * Brings everything up.
   *
   * @return what the backup at the end of it showed
   * @throws SpikeException with the reason why it did not come up
   */
  BackupReport run() throws IOException {
    boolean brandNew = prepareData();
    List<ChildProcess> children = new ArrayList<>();
    progress.accept("starting three Keepers and Nexus");
    for (Program program : system.options().programs()) {
      layout.freshLog(program.name());
      children.add(system.spawn(program));
    }
    for (int i = 0; i < children.size(); i++) {
      children.get(i).awaitListening(
          system.options().programs().get(i).port(), DevSystem.LISTEN_TIMEOUT);
    }
    URI nexus = URI.create(DevConfig.nexusUrl(system.options()));
    try (DevCalls calls = new DevCalls(system.authority(), nexus)) {
      unseal(calls, brandNew);
      progress.accept("taking and verifying a backup");
      return calls.runBackup();
    }
  }

  private void unseal(DevCalls calls, boolean brandNew) throws IOException {
    if (brandNew) {
      progress.accept("making a root key and giving its shares to the Keepers");
      layout.freshLog(DevIdentities.BOOTSTRAP);
      system.spawnBootstrap().awaitSuccess(BOOTSTRAP_TIMEOUT);
    } else {
      progress.accept("restoring the root key from " + layout.recovery());
      SortedMap<Integer, SecretBytes> shares = recovery.read();
      try {
        calls.restore(shares);
      } finally {
        shares.values().forEach(SecretBytes::close);
      }
    }
    require(() -> !calls.nexusState().sealed(), "Nexus does not leave its sealed state");
    for (Program program : system.options().programs()) {
      if (!program.name().equals(DevIdentities.NEXUS)) {
        require(() -> calls.isFilled(URI.create(program.url())), program.name() + " stays empty");
      }
    }
    if (brandNew) {
      try (RecoveredShares shares = calls.recover()) {
        recovery.write(shares.shards());
      }
    }
  }

  /**
   * Decides by the recovery shares, which are written before anything is reported ready. A store
   * without them holds nothing anybody was told of, shares without a store open nothing; neither
   * is deleted.
   *
   * @return whether to bootstrap
   */
  private boolean prepareData() throws IOException {
    boolean hasShares = recovery.exist();
    boolean hasStore = !DevLayout.isEmpty(layout.store());
    if (hasShares && hasStore) {
      return false;
    }
    if (hasStore) {
      progress
          .accept("an earlier start never became ready; its store is now " + aside(layout.store()));
    }
    if (hasShares) {
      progress.accept("the store is gone; its recovery shares are now " + aside(layout.recovery()));
      PrivateFiles.makeDirectory(layout.recovery());
    }
    return true;
  }

  private static Path aside(Path directory) throws IOException {
    String name = directory.getFileName() + ".unused-"
        + ASIDE.format(LocalDateTime.now(ZoneId.systemDefault()));
    return Files.move(directory, directory.resolveSibling(name));
  }

  /** On a busy machine a call may fail that succeeds a moment later. */
  private static void require(BooleanSupplier condition, String otherwise) {
    AtomicReference<String> trouble = new AtomicReference<>("");
    BooleanSupplier holds = () -> {
      try {
        return condition.getAsBoolean();
      } catch (SpikeException e) {
        trouble.set("; " + e.sentence());
        return false;
      }
    };
    if (!Processes.await(holds, UNSEAL_TIMEOUT, ASK_EVERY)) {
      throw new SpikeException(ErrorCode.NOT_READY, "%s within %d s%s"
          .formatted(otherwise, UNSEAL_TIMEOUT.toSeconds(), trouble.get()));
    }
  }
}
