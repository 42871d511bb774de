// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.BackupVerifier;
import ist.spike.archive.CatalogueEntry;
import ist.spike.archive.Place;
import ist.spike.peer.PeerAnswer;
import ist.spike.shard.ShareSet;
import ist.spike.store.StoreSettings;
import ist.spike.wire.DrillReport;
import ist.spike.wire.DrillReport.Measured;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.GetSecret;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * One drill: restores a backup beside the running store and brings it to life twice, once with Keepers
 * and once with custodians' shares. The running Nexus, its Keepers and its store are only read.
 */
final class DrillRun {

  private static final Duration LOOK = Duration.ofMillis(50);
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int NOT_FOUND = 404;

  private final BackupDesk desk;
  private final DrillJob job;
  private final Path home;
  private final long deadline;
  private String backup = "";
  private String destination = "";
  private Measured measured = Measured.NOTHING;

  DrillRun(BackupDesk desk, DrillJob job) {
    this.desk = desk;
    this.job = job;
    this.home = settings().scratch();
    this.deadline = System.nanoTime() + settings().limit().toNanos();
  }

  private DrillSettings settings() {
    return desk.settings().drill();
  }

  /** Does it, and reports how it went; also when it failed, which is what drills are for. */
  DrillReport run() {
    String problem = "";
    try {
      rehearse();
    } catch (SpikeException e) {
      problem = e.sentence();
    } catch (RuntimeException e) {
      // SECURITY: the message of an unknown failure may quote its input.
      problem = "the drill failed with " + e.getClass().getName() + "; the log says where";
    }
    return new DrillReport(job.started(), backup, destination, problem, measured);
  }

  private void rehearse() {
    CatalogueEntry entry = entry();
    backup = entry.id().text();
    Destination source = source(entry);
    destination = source.name();
    long age = Math.max(0, Duration.between(entry.id().time(), job.started()).toSeconds());
    measured = new Measured(0, 0, entry.isAsOf(desk.store().auditHead().toString()) ? 0 : age, 0,
        0);
    desk.drilling().at("drill-restore", 0);
    DrillDirectory.make(home, storeBytes());
    ShareSet live = desk.store().head().shareSet().orElseThrow();
    try (ScratchShares shares = desk.keys().lend(key -> ScratchShares.split(key, live));
        DrillActors actors = new DrillActors(settings(),
            new ScratchAuthority(settings().limit().multipliedBy(2)))) {
      ScratchStore store = restore(source, entry, shares);
      ScratchOrder order = actors.order(home, store.dev(), live.shares());
      desk.drilling().at("drill-keepers", 0);
      try (ScratchProcess scratch = start(order, "keepers.log")) {
        actors.contribute(scratch, shares);
        long millis = awaitCanary(actors, scratch);
        measured = new Measured(millis, 0, measured.lossSeconds(), 0, 0);
        compare(actors, scratch, store);
        probe(actors, scratch);
      }
      desk.drilling().at("drill-shares", 0);
      try (ScratchProcess scratch = start(order, "shares.log")) {
        actors.restore(scratch, shares);
        long millis = awaitCanary(actors, scratch);
        measured = new Measured(measured.keeperMillis(), millis, measured.lossSeconds(),
            measured.secrets(), measured.probes());
      }
    }
  }

  private CatalogueEntry entry() {
    return job.wanted().map(id -> desk.catalogue().current().entry(id)
        .orElseThrow(() -> new SpikeException(ErrorCode.NOT_FOUND, "there is no backup " + id)))
        .or(() -> desk.catalogue().current().newestVerified(job.started()))
        .orElseThrow(() -> new SpikeException(ErrorCode.NOT_FOUND,
            "no backup is verified, so there is none to drill with; spike backup run makes one"));
  }

  private Destination source(CatalogueEntry entry) {
    return desk.settings().destinations().stream()
        .filter(each -> entry.place(each.name()).filter(Place::counts).isPresent()).findFirst()
        .orElseThrow(() -> new SpikeException(ErrorCode.NOT_FOUND, entry.id()
            + " is verified in no destination; spike backup list shows others"));
  }

  /** The log may be as large as what it will be merged into. */
  private long storeBytes() {
    Path file = home.resolveSibling("data").resolve(StoreSettings.FILE_NAME);
    try {
      Path log = file.resolveSibling(StoreSettings.FILE_NAME + "-wal");
      return Files.size(file) + (Files.exists(log) ? Files.size(log) : 0);
    } catch (IOException e) {
      throw new SpikeException(ErrorCode.BUSY, "cannot see how large the store is: " + e, e);
    }
  }

  private ScratchStore restore(Destination source, CatalogueEntry entry, ScratchShares shares) {
    try (InputStream content = source.open(entry.id().fileName())) {
      return desk.keys().lend(key -> {
        ScratchStore store = ScratchStore.restore(content, new BackupVerifier.Expected(entry.id(),
            entry.sizeBytes(), entry.sha256()), home, key, shares.set());
        store.putCanary(home, key, job.started().toString());
        return store;
      });
    } catch (IOException e) {
      throw new SpikeException(ErrorCode.UNREACHABLE, "cannot read " + entry.id() + ": " + e, e);
    }
  }

  private ScratchProcess start(ScratchOrder order, String log) {
    return ScratchProcess.start(order, home.resolve(log));
  }

  /** Waits until the superuser reads the canary; the answer is how long that took from the start. */
  private long awaitCanary(DrillActors actors, ScratchProcess scratch) {
    while (true) {
      PeerAnswer answer = actors.read(actors.superuser(), scratch, ScratchStore.CANARY);
      if (answer.isOk()) {
        requireSame(ScratchStore.CANARY, values(answer).map(found -> String.valueOf(
            found.get(ScratchStore.CANARY_NAME))), Optional.of(job.started().toString()));
        return scratch.age().toMillis();
      }
      if (ErrorCode.ofStatus(answer.status()) != ErrorCode.NOT_READY) {
        throw new SpikeException(ErrorCode.BAD_ANSWER, "the superuser reads the canary and gets "
            + answer.status() + "; spike store check shows whether the store is sound");
      }
      if (System.nanoTime() > deadline) {
        throw new SpikeException(ErrorCode.NOT_READY, "the scratch installation is sealed after "
            + settings().limit().toSeconds() + " s; raise drill.time.limit if the store is large");
      }
      rest();
    }
  }

  private void compare(DrillActors actors, ScratchProcess scratch, ScratchStore store) {
    for (Map.Entry<String, SortedMap<String, String>> sample : store.samples().entrySet()) {
      PeerAnswer answer = actors.read(actors.superuser(), scratch, sample.getKey());
      if (!answer.isOk()) {
        throw new SpikeException(ErrorCode.BAD_ANSWER, "the superuser reads the secret "
            + sample.getKey() + " and gets " + answer.status());
      }
      requireSame(sample.getKey(), values(answer), Optional.of(sample.getValue()));
      measured = new Measured(measured.keeperMillis(), 0, measured.lossSeconds(),
          measured.secrets() + 1, 0);
    }
  }

  private void probe(DrillActors actors, ScratchProcess scratch) {
    probe(actors, scratch, new DrillProbe(true, actors.superuser(), ScratchStore.CANARY));
    probe(actors, scratch, new DrillProbe(false, actors.nobody(), ScratchStore.CANARY));
    for (DrillProbe probe : settings().probes()) {
      probe(actors, scratch, probe);
    }
  }

  private void probe(DrillActors actors, ScratchProcess scratch, DrillProbe probe) {
    int status = actors.read(probe.who(), scratch, probe.path()).status();
    boolean met = probe.allowed()
        ? status == OK || status == NOT_FOUND
        : status == UNAUTHORIZED;
    if (!met) {
      throw new SpikeException(ErrorCode.BAD_ANSWER, "the probe '" + probe + "' is answered "
          + status + "; spike policy explain tells which policy decides");
    }
    measured = new Measured(measured.keeperMillis(), 0, measured.lossSeconds(),
        measured.secrets(), measured.probes() + 1);
  }

  private static Optional<SortedMap<String, String>> values(PeerAnswer answer) {
    return GetSecret.parseAnswer(answer.body());
  }

  private static <T> void requireSame(String path, Optional<T> found, Optional<T> expected) {
    if (!found.equals(expected)) {
      throw new SpikeException(ErrorCode.DAMAGED,
          "the secret " + path + " is not what the backup has; spike backup verify opens it again");
    }
  }

  private static void rest() {
    try {
      Thread.sleep(LOOK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SpikeException(ErrorCode.BUSY, "nexus is stopping", e);
    }
  }
}
