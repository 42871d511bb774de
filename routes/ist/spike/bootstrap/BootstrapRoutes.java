// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import org.apache.camel.builder.RouteBuilder;

/** One run: look at everybody, decide, and at the end say what came of it. */
public final class BootstrapRoutes extends RouteBuilder {

  private final BootstrapSteps steps;
  private final MarkerSteps markers;

  /** Routes that do their work in {@code steps} and {@code markers}. */
  public BootstrapRoutes(BootstrapSteps steps, MarkerSteps markers) {
    this.steps = steps;
    this.markers = markers;
  }

  @Override
  public void configure() {
    from("timer:run-bootstrap?repeatCount=1&delay=0").routeId("run-bootstrap")
        .routeDescription("Starts the one run of this program")
        .routeConfigurationId(BootstrapErrorRoutes.END_RUN)
        .transform().body(Object.class, ignored -> steps.newRun()).id("begin-run")
        .to("direct:check-marker");

    from("direct:check-marker").routeId("check-marker")
        .routeDescription("In a cluster, ends the run when a marker says that all is done")
        .routeConfigurationId(BootstrapErrorRoutes.AWAIT_PEERS)
        .process().body(BootstrapRun.class, markers::check).id("look-for-marker")
        .setVariable("next").body(BootstrapRun.class, BootstrapRun::next).id("skip-or-go-on")
        .toD("direct:${variable.next}");

    from("direct:check-peers").routeId("check-peers")
        .routeDescription("Looks at every Keeper: who it is and what it holds")
        .routeConfigurationId(BootstrapErrorRoutes.END_RUN)
        .process().body(BootstrapRun.class, steps::lookAtKeepers).id("look-at-keepers")
        .to("direct:ask-nexus");

    from("direct:ask-nexus").routeId("ask-nexus")
        .routeDescription(
            "Asks Nexus whether it has a key, shows the table, and waits until all is clear")
        .routeConfigurationId(BootstrapErrorRoutes.AWAIT_PEERS)
        .process().body(BootstrapRun.class, steps::decide).id("decide-whether-to-go-on")
        .setVariable("next").body(BootstrapRun.class, BootstrapRun::next).id("choose-next")
        .toD("direct:${variable.next}");

    from("direct:note-completion").routeId("note-completion")
        .routeDescription("In a cluster, leaves the marker for later runs")
        .routeConfigurationId(BootstrapErrorRoutes.AWAIT_PEERS)
        .process().body(BootstrapRun.class, markers::note).id("leave-marker")
        .to("direct:finish-bootstrap");

    from("direct:finish-bootstrap").routeId("finish-bootstrap")
        .routeDescription("Gives the lease back, wipes the key and reports")
        .process().body(BootstrapRun.class, steps::finish).id("report-outcome");
  }
}
