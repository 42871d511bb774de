// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import org.apache.camel.builder.RouteBuilder;

/** One run: look at everybody, decide, and at the end say what came of it. */
public final class BootstrapRoutes extends RouteBuilder {

  private final BootstrapSteps steps;

  /** Routes that do their work in {@code steps}. */
  public BootstrapRoutes(BootstrapSteps steps) {
    this.steps = steps;
  }

  @Override
  public void configure() {
    from("timer:run-bootstrap?repeatCount=1&delay=0").routeId("run-bootstrap")
        .routeDescription("Starts the one run of this program")
        .routeConfigurationId(BootstrapErrorRoutes.END_RUN)
        .transform().body(Object.class, ignored -> steps.newRun()).id("begin-run")
        .to("direct:check-peers");

    from("direct:check-peers").routeId("check-peers")
        .routeDescription("Looks at every Keeper and shows what it holds")
        .routeConfigurationId(BootstrapErrorRoutes.END_RUN)
        .process().body(BootstrapRun.class, steps::lookAtKeepers).id("look-at-keepers")
        .to("direct:ask-nexus");

    from("direct:ask-nexus").routeId("ask-nexus")
        .routeDescription("Asks Nexus whether it has a key, and waits until that is clear")
        .routeConfigurationId(BootstrapErrorRoutes.AWAIT_PEERS)
        .process().body(BootstrapRun.class, steps::decide).id("decide-whether-to-go-on")
        .setVariable("next").body(BootstrapRun.class, BootstrapRun::next).id("choose-next")
        .toD("direct:${variable.next}");

    from("direct:finish-bootstrap").routeId("finish-bootstrap")
        .routeDescription("Gives the lease back, wipes the key and reports")
        .process().body(BootstrapRun.class, steps::finish).id("report-outcome");
  }
}
