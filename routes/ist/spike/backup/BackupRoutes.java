// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.kit.ErrorRoutes;
import org.apache.camel.builder.RouteBuilder;

/**
 * One backup from the request to its result. A backup is a {@code .partial} file until its snapshot
 * has been opened row by row; a run that dies leaves nothing that counts.
 */
public final class BackupRoutes extends RouteBuilder {

  private static final String TAKE_SNAPSHOT = "direct:take-snapshot";
  private static final String VERIFY_SNAPSHOT = "direct:verify-snapshot";
  private static final String STORE_BACKUP = "direct:store-backup";

  private final BackupCalls calls;
  private final BackupSteps steps;

  /**
   * @param calls admits requests and answers them
   * @param steps does the work
   */
  public BackupRoutes(BackupCalls calls, BackupSteps steps) {
    this.calls = calls;
    this.steps = steps;
  }

  @Override
  public void configure() {
    from("direct:run-backup").routeId("run-backup")
        .routeDescription("Takes, verifies and stores a backup, and answers with its report")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .process(calls::admit).id("admit-backup")
        .to(TAKE_SNAPSHOT)
        .to(VERIFY_SNAPSHOT)
        .to(STORE_BACKUP)
        .transform().body(BackupJob.class, calls::report).id("report-backup");

    from(TAKE_SNAPSHOT).routeId("take-snapshot")
        .routeDescription("Copies the store, as of one commit, into a partial file")
        .routeConfigurationId(ErrorRoutes.FAIL_TO_CALLER)
        .transform().body(BackupJob.class, steps::takeSnapshot).id("copy-store");

    from(VERIFY_SNAPSHOT).routeId("verify-snapshot")
        .routeDescription("Checks the copy's structure and opens every row of it")
        .routeConfigurationId(ErrorRoutes.FAIL_TO_CALLER)
        .transform().body(BackupJob.class, steps::verifySnapshot).id("open-every-row");

    from(STORE_BACKUP).routeId("store-backup")
        .routeDescription("Gives the verified copy its name and flushes the directory")
        .routeConfigurationId(ErrorRoutes.FAIL_TO_CALLER)
        .transform().body(BackupJob.class, steps::store).id("rename-backup");
  }
}
