// SPDX-License-Identifier: Apache-2.0
package ist.spike.fakes;

import ist.spike.kit.HttpsEngine;
import java.util.List;
import java.util.Properties;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** The routes of one program, running in the JVM of the test. */
public final class RunningProgram implements AutoCloseable {

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final HttpsEngine engine;

  private RunningProgram(HttpsEngine engine) {
    this.engine = engine;
  }

  public static RunningProgram start(Properties settings, HttpsEngine engine,
      List<? extends RoutesBuilder> routes) throws Exception {
    RunningProgram program = new RunningProgram(engine);
    DefaultCamelContext camel = program.camel;
    camel.getPropertiesComponent().setOverrideProperties(settings);
    camel.getRegistry().bind(HttpsEngine.NAME, engine);
    camel.getShutdownStrategy().setTimeout(10);
    for (RoutesBuilder each : routes) {
      if (each instanceof RouteConfigurationBuilder configuration) {
        camel.addRoutesConfigurations(configuration);
      } else {
        camel.addRoutes(each);
      }
    }
    camel.start();
    return program;
  }

  public int port() {
    return engine.getServerPort();
  }

  @Override
  public void close() {
    camel.stop();
  }
}
