// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.kit.ErrorRoutes;
import ist.spike.kit.RetryRoutes;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** Rehearses on schedule, and when somebody asks, that a backup and shares bring everything back. */
final class DrillRoutes extends RouteBuilder {

  private final DrillSteps steps;
  private final DrillClock clock;
  private final BooleanSupplier backupsRest;

  /**
   * @param backupsRest whether nothing is done with backups, nor about to be
   */
  DrillRoutes(DrillSteps steps, DrillClock clock, BooleanSupplier backupsRest) {
    this.steps = steps;
    this.clock = clock;
    this.backupsRest = backupsRest;
  }

  @Override
  public void configure() {
    from("timer:schedule-drill?fixedRate=false&delay={{backup.poll.interval}}"
        + "&period={{backup.poll.interval}}").routeId("schedule-drill")
        .routeDescription("Begins a drill when the schedule has come round")
        .filter(this::isDue).id("is-drill-due")
        .to("direct:run-drill");

    from("direct:drill-backup").routeId("drill-backup")
        .routeDescription("Makes a drill now and answers with its report")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .process(steps::admit).id("admit-drill")
        .to("direct:run-drill")
        .transform().body(DrillJob.class, steps::answer).id("report-drill");

    from("direct:run-drill").routeId("run-drill")
        .routeDescription("Restores a backup beside the store and reads secrets from it, alone")
        .routeConfigurationId(ErrorRoutes.FAIL_TO_CALLER)
        .process(steps::begin).id("begin-drill")
        .transform().body(DrillJob.class, steps::rehearse).id("rehearse-recovery")
        .process().body(DrillJob.class, steps::record).id("record-drill")
        .setProperty(RetryRoutes.WORK, body()).id("keep-drill")
        .filter(steps::hasFailed).id("has-drill-failed")
        .to("direct:park-drill").end()
        .setBody(exchangeProperty(RetryRoutes.WORK)).id("return-drill");

    from("direct:park-drill").routeId("park-drill")
        .routeDescription("Makes a dead letter of a drill that failed")
        .routeConfigurationId(ErrorRoutes.FAIL_TO_CALLER)
        .transform().body(DrillJob.class, steps::letter).id("describe-drill")
        .to(ErrorRoutes.PARK);
  }

  /** A backup can wait less than a drill, which may as well begin after it, and with it. */
  private boolean isDue(Exchange ignored) {
    return backupsRest.getAsBoolean() && steps.isIdle() && clock.isDue();
  }
}
