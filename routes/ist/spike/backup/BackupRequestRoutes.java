// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.kit.ErrorRoutes;
import ist.spike.wire.Call;
import org.apache.camel.builder.RouteBuilder;

/** What superusers can ask about backups. */
final class BackupRequestRoutes extends RouteBuilder {

  private final BackupCalls calls;

  BackupRequestRoutes(BackupCalls calls) {
    this.calls = calls;
  }

  @Override
  public void configure() {
    from("direct:run-backup").routeId("run-backup")
        .routeDescription("Makes a backup now and answers with its report")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .process(calls::admit).id("admit-run")
        .enrich(BackupRoutes.MAKE_BACKUP, BackupRoutes::takeResult).id("make-requested-backup")
        .transform().body(BackupJob.class, calls::report).id("report-backup");

    from("direct:list-backups").routeId("list-backups")
        .routeDescription("Lists what is known of all backups and of the run under way")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, calls::list).id("list-catalogue");

    from("direct:show-backup").routeId("show-backup")
        .routeDescription("Shows what is known of one backup in each place")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, calls::show).id("show-entry");

    from("direct:verify-backup").routeId("verify-backup")
        .routeDescription("Reads a backup back from each destination that has it")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .process(calls::admit).id("admit-verification")
        .transform().body(Call.class, calls::verify).id("verify-in-each-place");

    from("direct:prune-backups-now").routeId("prune-backups-now")
        .routeDescription("Removes, or only names, what retention lets go")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .process(calls::admit).id("admit-pruning")
        .transform().body(Call.class, calls::prune).id("judge-and-prune");

    from("direct:copy-backup").routeId("copy-backup")
        .routeDescription("Copies a backup to another medium and opens it there")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .process(calls::admit).id("admit-copy")
        .transform().body(Call.class, calls::copy).id("copy-and-verify");
  }
}
