// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.BackupId;
import ist.spike.archive.BackupVerifier;
import ist.spike.archive.Catalogue;
import ist.spike.archive.CatalogueEntry;
import ist.spike.archive.Includes;
import ist.spike.archive.Manifest;
import ist.spike.archive.Place;
import ist.spike.archive.Retention;
import ist.spike.archive.Retention.Verdict;
import ist.spike.archive.ReverifyPlan;
import ist.spike.archive.SealedFile;
import ist.spike.archive.Verification;
import ist.spike.kit.StepWork;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a sealed file to verified backups in every destination, and what becomes of old ones. */
final class DeliverySteps {

  private static final Logger LOG = LoggerFactory.getLogger(DeliverySteps.class);
  private static final String SCRATCH = "verify" + BackupId.PARTIAL;
  /** A run opens a few old backups again, not all of them after a long pause. */
  private static final int MAX_VISITS = 10;

  private final BackupDesk desk;

  DeliverySteps(BackupDesk desk) {
    this.desk = desk;
  }

  /** One delivery for each destination. */
  List<Delivery> deliveries(BackupJob job) {
    BackupId id = job.requireManifest().id();
    return desk.settings().destinations().stream()
        .map(destination -> new Delivery(id, destination, Optional.of(job))).toList();
  }

  /** Stores the file; it does not count yet. */
  void store(Delivery delivery) {
    BackupJob job = delivery.job().orElseThrow();
    SealedFile file = job.sealed().orElseThrow();
    desk.progress().at("store", file.sizeBytes());
    delivery.destination().clean(delivery.id());
    try (InputStream content = Files.newInputStream(file.file())) {
      delivery.destination()
          .put(new Upload(delivery.id(), content, file.sizeBytes(), file.sha256()));
    } catch (IOException e) {
      throw new SpikeException(ErrorCode.BUSY, "cannot read " + file.file() + ": " + e, e);
    }
    Manifest manifest = job.requireManifest();
    record(new CatalogueEntry(delivery.id(), file.sizeBytes(), file.sha256(),
        manifest.shareSet().keyId().hex(), Includes.hashOf(manifest.files()),
        manifest.contents().auditHead(), List.of()),
        Place.stored(delivery.destination().name(), false, desk.clock().instant()));
  }

  /** Reads the backup from where it lies and opens every row of it; only now it counts. */
  void readBack(Delivery delivery) {
    Verification verification = verify(delivery.id(), delivery.destination());
    if (!verification.isSound()) {
      throw new SpikeException(ErrorCode.DAMAGED,
          delivery.subject() + " does not verify: " + verification.problem());
    }
  }

  /** As {@link #readBack}, with what was found, which is written down however it went. */
  Verification verify(BackupId id, Destination destination) {
    CatalogueEntry entry = entry(id);
    desk.progress().at("verify-stored", entry.sizeBytes());
    Verification verification;
    try (InputStream content = destination.open(id.fileName())) {
      verification = desk.keys().lend(key -> BackupVerifier.verify(content,
          new BackupVerifier.Expected(id, entry.sizeBytes(), entry.sha256()), key,
          desk.settings().work().resolve(SCRATCH)));
    } catch (IOException e) {
      throw new SpikeException(ErrorCode.UNREACHABLE, "cannot read " + id + ": " + e, e);
    }
    Place before = entry.place(destination.name()).orElse(Place.found(destination.name()));
    record(verification.isSound() ? entry.with(verification) : entry,
        before.after(verification, desk.clock().instant()));
    LOG.info("backup read back: id={} destination={} sound={}", id, destination.name(),
        verification.isSound());
    return verification;
  }

  /** Old backups whose turn it is. */
  List<Delivery> visits(BackupJob job) {
    Map<String, Destination> byName = new LinkedHashMap<>();
    desk.settings().destinations().forEach(each -> byName.put(each.name(), each));
    List<Delivery> visits = new ArrayList<>();
    for (ReverifyPlan.Visit visit : ReverifyPlan.due(desk.catalogue().current(),
        desk.clock().instant(), MAX_VISITS)) {
      Optional.ofNullable(byName.get(visit.destination())).ifPresent(
          destination -> visits.add(new Delivery(visit.id(), destination, Optional.empty())));
    }
    return visits;
  }

  /** One for each destination. */
  List<Pruning> prunings(BackupJob job) {
    return desk.settings().destinations().stream().map(Pruning::new).toList();
  }

  /** A destination that is looked through for what may go. */
  record Pruning(Destination destination) implements StepWork {

    @Override
    public String subject() {
      return destination.name();
    }

    @Override
    public Pruning failed(String error) {
      return this;
    }
  }

  /** As {@link #prune(Destination, boolean)}, by itself. */
  void lookThrough(Pruning pruning) {
    prune(pruning.destination(), false);
  }

  /**
   * Looks what is in the destination, and removes what retention lets go.
   *
   * @param clockIsRight whether somebody has looked at the clock
   */
  List<Verdict> prune(Destination destination, boolean clockIsRight) {
    List<Verdict> verdicts = plan(destination, clockIsRight);
    for (Verdict verdict : verdicts) {
      if (verdict.kept()) {
        Retention.lockedUntil(verdict)
            .ifPresent(until -> destination.keepUntil(verdict.id().fileName(), until));
      } else {
        destination.delete(verdict.id().fileName());
        LOG.info("backup removed: id={} destination={} reason={}", verdict.id(),
            destination.name(), verdict.reason());
        CatalogueEntry entry = entry(verdict.id());
        entry.place(destination.name())
            .ifPresent(place -> record(entry, place.prunedAt(desk.clock().instant())));
      }
    }
    return verdicts;
  }

  /** What {@link #prune} would do. */
  List<Verdict> plan(Destination destination, boolean clockIsRight) {
    desk.progress().at("prune", 0);
    desk.catalogue().adopt(destination, desk.store().head().storeId(), desk.clock().instant());
    return Retention.plan(desk.catalogue().current().in(destination.name()),
        desk.clock().instant(), clockIsRight).stream()
        .map(verdict -> withObjection(verdict, destination)).toList();
  }

  private Verdict withObjection(Verdict verdict, Destination destination) {
    return verdict.kept()
        ? verdict
        : destination.objection(verdict.id().fileName(), desk.clock().instant())
            .map(why -> new Verdict(verdict.id(), verdict.slot(), true, why)).orElse(verdict);
  }

  /** Copies a backup that counts into a directory, and verifies it there. */
  CatalogueEntry copy(BackupId id, Path directory) {
    CatalogueEntry entry = entry(id);
    Destination source = desk.settings().destinations().stream()
        .filter(each -> entry.place(each.name()).filter(Place::counts).isPresent()).findFirst()
        .orElseThrow(() -> new SpikeException(ErrorCode.NOT_FOUND,
            id + " is verified in no destination, so there is nothing to copy"));
    Destination target = DirectoryDestination.of(directory);
    desk.progress().at("copy", entry.sizeBytes());
    try (InputStream content = source.open(id.fileName())) {
      target.put(new Upload(id, content, entry.sizeBytes(), entry.sha256()));
    } catch (IOException e) {
      throw new SpikeException(ErrorCode.UNREACHABLE, "cannot read " + id + ": " + e, e);
    }
    record(entry, Place.stored(target.name(), true, desk.clock().instant()));
    readBack(new Delivery(id, target, Optional.empty()));
    return entry(id);
  }

  private CatalogueEntry entry(BackupId id) {
    return desk.catalogue().current().entry(id)
        .orElseThrow(() -> new SpikeException(ErrorCode.NOT_FOUND, "there is no backup " + id));
  }

  /** Puts the place into what is known of the backup now, which other destinations share. */
  private void record(CatalogueEntry facts, Place place) {
    desk.catalogue().update(catalogue -> catalogue.with(merged(catalogue, facts).with(place)));
  }

  private static CatalogueEntry merged(Catalogue catalogue, CatalogueEntry facts) {
    List<Place> places =
        catalogue.entry(facts.id()).map(CatalogueEntry::places).orElse(List.of());
    return new CatalogueEntry(facts.id(), facts.sizeBytes(), facts.sha256(), facts.keyId(),
        facts.includeHash(), facts.auditHead(), places);
  }
}
