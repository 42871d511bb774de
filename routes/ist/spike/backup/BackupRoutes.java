// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.kit.ErrorRoutes;
import ist.spike.kit.RetryRoutes;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/**
 * One backup from the moment it is due to verified files in every destination. Until a file was read back from
 * where it lies it counts for nothing, and a run that dies leaves nothing that does.
 */
final class BackupRoutes extends RouteBuilder {

  static final String MAKE_BACKUP = "direct:make-backup";

  private static final String SNAPSHOT_SOURCE = "snapshot-source";
  private static final String STATEMENT = "snapshot-statement";
  private static final String RESULT = "snapshot-result";

  private final BackupClock clock;
  private final BackupGate gate;
  private final BackupSteps steps;
  private final DeliverySteps deliveries;
  private final Supplier<DataSource> snapshots;
  private final BooleanSupplier isUnsealed;

  BackupRoutes(BackupDesk desk, BackupGate gate, BackupSteps steps, DeliverySteps deliveries) {
    this.clock = new BackupClock(desk, System::nanoTime);
    this.gate = gate;
    this.steps = steps;
    this.deliveries = deliveries;
    this.snapshots = desk.store()::snapshotSource;
    this.isUnsealed = desk.store()::isUnsealed;
  }

  @Override
  public void configure() {
    getContext().getRegistry().bind(SNAPSHOT_SOURCE, DataSource.class,
        (Supplier<Object>) snapshots::get);

    from("timer:schedule-backup?fixedRate=false&delay={{backup.poll.interval}}"
        + "&period={{backup.poll.interval}}").routeId("schedule-backup")
        .routeDescription("Begins a backup when the schedule has come round or files changed")
        .filter(this::isDue).id("is-backup-due")
        .to("direct:begin-backup");

    from("direct:begin-backup").routeId("begin-backup")
        .routeDescription("Makes a backup and opens some old ones again, alone")
        .process(this::enter).id("enter-gate")
        .enrich(MAKE_BACKUP, BackupRoutes::takeResult).id("make-scheduled-backup")
        .to("direct:reverify-backups");

    from(MAKE_BACKUP).routeId("make-backup")
        .routeDescription("Makes one backup, each step tried again before it is given up")
        .routeConfigurationId(RetryRoutes.RETRY_STEPS)
        .process(this::begin).id("begin-run")
        .to("direct:take-snapshot")
        .to("direct:verify-snapshot")
        .to("direct:seal-backup")
        .to("direct:spread-backup")
        .to("direct:prune-backups");

    from("direct:take-snapshot").routeId("take-snapshot")
        .routeDescription("Copies the store, as of one commit and in one step, beside writers")
        .routeConfigurationId(ErrorRoutes.FAIL_TO_CALLER)
        .setProperty(RetryRoutes.WORK, body()).id("keep-work")
        .setVariable(STATEMENT).body(BackupJob.class, steps::snapshotStatement)
        .id("make-room")
        .toV("jdbc:" + SNAPSHOT_SOURCE + "?resetAutoCommit=false", STATEMENT, RESULT)
        .process().body(BackupJob.class, steps::flushSnapshot).id("flush-snapshot");

    from("direct:verify-snapshot").routeId("verify-snapshot")
        .routeDescription("Checks the copy's structure and opens every row of it")
        .routeConfigurationId(ErrorRoutes.FAIL_TO_CALLER)
        .transform().body(BackupJob.class, steps::verifySnapshot).id("open-every-row");

    from("direct:seal-backup").routeId("seal-backup")
        .routeDescription("Packs, signs and encrypts the copy with its manifest")
        .routeConfigurationId(ErrorRoutes.FAIL_TO_CALLER)
        .transform().body(BackupJob.class, steps::seal).id("seal-bundle");

    configureDeliveries();
  }

  private void configureDeliveries() {
    from("direct:spread-backup").routeId("spread-backup")
        .routeDescription("Delivers to each destination, whatever happens at the others")
        .routeConfigurationId(ErrorRoutes.FAIL_TO_CALLER)
        .split().body(BackupJob.class, deliveries::deliveries).id("each-destination")
        .to("direct:deliver-backup").end();

    from("direct:deliver-backup").routeId("deliver-backup")
        .routeDescription("Stores a backup in one destination and opens it there")
        .routeConfigurationId(RetryRoutes.RETRY_STEPS)
        .to("direct:store-backup")
        .to("direct:verify-stored-backup");

    from("direct:store-backup").routeId("store-backup")
        .routeDescription("Writes the file, complete and flushed, under its name")
        .routeConfigurationId(ErrorRoutes.FAIL_TO_CALLER)
        .process().body(Delivery.class, deliveries::store).id("write-file");

    from("direct:verify-stored-backup").routeId("verify-stored-backup")
        .routeDescription("Reads a backup from where it lies and opens every row of it")
        .routeConfigurationId(ErrorRoutes.FAIL_TO_CALLER)
        .process().body(Delivery.class, deliveries::readBack).id("read-back");

    from("direct:prune-backups").routeId("prune-backups")
        .routeDescription("Looks through each destination for what is in no slot any more")
        .routeConfigurationId(ErrorRoutes.FAIL_TO_CALLER)
        .split().body(BackupJob.class, deliveries::prunings).id("each-directory")
        .to("direct:prune-destination").end();

    from("direct:prune-destination").routeId("prune-destination")
        .routeDescription("Removes from one destination what retention lets go")
        .routeConfigurationId(RetryRoutes.RETRY_STEPS)
        .process().body(DeliverySteps.Pruning.class, deliveries::lookThrough).id("remove-old");

    from("direct:reverify-backups").routeId("reverify-backups")
        .routeDescription("Opens old backups again, so that each one was within 30 days")
        .routeConfigurationId(ErrorRoutes.FAIL_TO_CALLER)
        .split().body(BackupJob.class, deliveries::visits).id("each-visit")
        .to("direct:reopen-backup").end();

    from("direct:reopen-backup").routeId("reopen-backup")
        .routeDescription("Opens one old backup again")
        .routeConfigurationId(RetryRoutes.RETRY_STEPS)
        .to("direct:verify-stored-backup");
  }

  /** A flow that gave up is handled and would end whoever called it; so only its result is taken over. */
  static Exchange takeResult(Exchange caller, Exchange made) {
    caller.getMessage().setBody(made.getMessage().getBody());
    return caller;
  }

  /** Whether nothing is done with backups, and nothing is about to be by itself. */
  boolean isAtRest() {
    return !clock.isDue() && gate.isFree();
  }

  private boolean isDue(Exchange ignored) {
    return gate.isFree() && clock.isDue();
  }

  private void enter(Exchange exchange) {
    if (!isUnsealed.getAsBoolean()) {
      throw new SpikeException(ErrorCode.NOT_READY,
          "a backup needs the root key, and nexus is sealed; spike status says why");
    }
    gate.enter(exchange, Duration.ZERO);
    // Not earlier: who sees that none is due any more must see that one runs.
    clock.begun();
  }

  private void begin(Exchange exchange) {
    // First, so that whatever fails from here on is the failure of this backup.
    exchange.getMessage().setBody(steps.begin());
    steps.makeRoom();
  }
}
