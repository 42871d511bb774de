// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.BackupId;
import ist.spike.archive.Catalogue;
import ist.spike.archive.CatalogueEntry;
import ist.spike.archive.Check;
import ist.spike.archive.Place;
import ist.spike.archive.Retention;
import ist.spike.archive.Slot;
import ist.spike.wire.BackupInfo;
import ist.spike.wire.BackupListing;
import ist.spike.wire.BackupPlace;
import ist.spike.wire.BackupReport;
import ist.spike.wire.BackupRequest;
import ist.spike.wire.Call;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.PruneReport;
import ist.spike.wire.Reply;
import ist.spike.wire.SpikeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.camel.Exchange;

/** What superusers ask about backups, and the answers. */
final class BackupCalls {

  /** A run that was begun by the schedule is worth waiting for. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Consumer<Call> authorise;
  private final BackupDesk desk;
  private final DeliverySteps deliveries;
  private final BackupGate gate;

  BackupCalls(Consumer<Call> authorise, BackupDesk desk, DeliverySteps deliveries,
      BackupGate gate) {
    this.authorise = authorise;
    this.desk = desk;
    this.deliveries = deliveries;
    this.gate = gate;
  }

  /** Lets a caller in who may do this and makes sense, alone; the exchange then has the gate. */
  void admit(Exchange exchange) {
    Call call = Objects.requireNonNull(exchange.getMessage().getBody(Call.class));
    authorise.accept(call);
    EmptyMessage.parse(call.body());
    gate.enter(exchange, PATIENCE);
  }

  /** The answer to a run: how far it came, in the first destination where it counts. */
  Reply report(BackupJob job) {
    if (!job.failure().isEmpty()) {
      throw new SpikeException(ErrorCode.INTERNAL, "no backup was made: " + job.failure());
    }
    BackupId id = job.requireManifest().id();
    Optional<CatalogueEntry> made = desk.catalogue().current().entry(id);
    Place place = made.stream().flatMap(entry -> entry.places().stream()).filter(Place::counts)
        .findFirst().orElseThrow(() -> new SpikeException(ErrorCode.INTERNAL,
            id + " is verified in no destination; dead letters say why"));
    Duration took = Duration.between(job.started(), desk.clock().instant());
    return Reply.ok(new BackupReport(id.text(),
        place.destination().replaceFirst("^file:", "") + "/" + id.fileName(),
        made.get().sizeBytes(),
        job.rows(), id.change(), place.level().text(), took.toMillis()).toJson());
  }

  Reply list(Call call) {
    authorise.accept(call);
    EmptyMessage.parse(call.body());
    Catalogue catalogue = desk.catalogue().current();
    BackupStatus status = desk.status();
    Map<BackupId, Slot> slots = Retention.slots(catalogue);
    return Reply.ok(new BackupListing(
        catalogue.entries().stream().map(entry -> info(slots, entry)).toList(),
        status.age().map(age -> OptionalLong.of(age.toSeconds())).orElse(OptionalLong.empty()),
        status.lossSeconds().map(OptionalLong::of).orElse(OptionalLong.empty()),
        running(desk.progress()), running(desk.drilling()),
        desk.settings().destinations().stream().map(Destination::name).toList()).toJson());
  }

  private static BackupListing.Running running(BackupProgress progress) {
    BackupProgress.Step step = progress.now();
    return new BackupListing.Running(step.name(), step.done(), step.total());
  }

  Reply show(Call call) {
    authorise.accept(call);
    return shown(BackupId.parse(BackupRequest.parse(call.body()).id()));
  }

  /** Reads the backup back from every destination that has it. */
  Reply verify(Call call) {
    BackupId id = BackupId.parse(BackupRequest.parse(call.body()).id());
    CatalogueEntry entry = entry(id);
    everywhere(destination -> {
      if (entry.place(destination.name()).filter(place -> place.pruned().isEmpty()).isPresent()) {
        deliveries.verify(id, destination);
      }
    });
    return shown(id);
  }

  Reply prune(Call call) {
    BackupRequest request = BackupRequest.parse(call.body());
    List<PruneReport.Verdict> verdicts = new ArrayList<>();
    everywhere(destination -> {
      List<Retention.Verdict> judged = request.dryRun()
          ? deliveries.plan(destination, request.clockIsRight())
          : deliveries.prune(destination, request.clockIsRight());
      judged.forEach(each -> verdicts.add(new PruneReport.Verdict(destination.name(),
          each.id().text(), each.slot().text(), each.kept(), each.reason())));
    });
    return Reply.ok(new PruneReport(verdicts).toJson());
  }

  /** Does this in every destination, also behind one that fails; then says which failed first. */
  private void everywhere(Consumer<Destination> work) {
    Optional<SpikeException> failure = Optional.empty();
    for (Destination destination : desk.settings().destinations()) {
      try {
        work.accept(destination);
      } catch (SpikeException e) {
        failure.ifPresent(e::addSuppressed);
        failure = failure.or(() -> Optional.of(e));
      }
    }
    failure.ifPresent(first -> {
      throw first;
    });
  }

  Reply copy(Call call) {
    BackupRequest request = BackupRequest.parse(call.body());
    Path directory = Path.of(request.directory());
    // SECURITY: a superuser may not make this process write wherever it can.
    boolean allowed = directory.isAbsolute() && directory.equals(directory.normalize())
        && desk.settings().copyRoots().stream().anyMatch(directory::startsWith)
        && Files.isDirectory(directory);
    if (!allowed) {
      throw new SpikeException(ErrorCode.BAD_REQUEST, "'" + directory + "' is not a directory below"
          + " one of backup.copy.roots, " + desk.settings().copyRoots());
    }
    BackupId id = BackupId.parse(request.id());
    deliveries.copy(id, directory);
    return shown(id);
  }

  private Reply shown(BackupId id) {
    return Reply.ok(info(Retention.slots(desk.catalogue().current()), entry(id)).toJson());
  }

  private CatalogueEntry entry(BackupId id) {
    return desk.catalogue().current().entry(id)
        .orElseThrow(() -> new SpikeException(ErrorCode.NOT_FOUND, "there is no backup " + id));
  }

  private static BackupInfo info(Map<BackupId, Slot> slots, CatalogueEntry entry) {
    Slot slot = slots.getOrDefault(entry.id(), Slot.NONE);
    return new BackupInfo(entry.id().text(), entry.sizeBytes(), entry.sha256(), entry.keyId(),
        slot.text(), entry.id().time(), entry.places().stream().map(BackupCalls::place).toList());
  }

  private static BackupPlace place(Place place) {
    return new BackupPlace(place.destination(), place.copy(), place.level().text(),
        place.passed().stream().map(Check::text).toList(),
        place.checkedAt().equals(Instant.EPOCH)
            ? Optional.empty()
            : Optional.of(place.checkedAt()),
        place.problem(), place.pruned().isPresent());
  }
}
