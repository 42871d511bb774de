// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.main.Main;

/**
 * Runs a program's routes until they complete or the process is told to stop. What a program must
 * never do is switched off here once: message bodies in logs, message history, tracing, spooling of
 * bodies to disk, and configuration of Camel through the environment.
 */
public final class CamelProgram {

  private static final int STOP_TIMEOUT_SECONDS = 20;

  private final Main main = new Main();

  /**
   * @param name the program, which names the Camel context
   * @param properties every setting of the program, for the placeholders of its routes
   * @param beans what routes look up by name, such as the HTTP engine
   * @param routes the flows of the program and the route configurations they use
   */
  public CamelProgram(String name, Properties properties, Map<String, ?> beans,
      List<? extends RoutesBuilder> routes) {
    main.configure().withName(name).withAutoConfigurationEnabled(false)
        .withShutdownTimeout(STOP_TIMEOUT_SECONDS).withLogExhaustedMessageBody(false)
        .withMessageHistory(false).withTracing(false).withStreamCachingEnabled(false)
        .withUseMdcLogging(false).withAllowUseOriginalMessage(false).withJmxEnabled(false);
    main.setOverrideProperties(properties);
    beans.forEach(main::bind);
    routes.forEach(main.configure()::addRoutesBuilder);
  }

  /** Runs until stopped; returns the exit code that the routes chose, 0 unless they did. */
  public int run() throws Exception {
    main.run();
    return Math.max(0, main.getExitCode());
  }

  /** Runs until one of its routes gives the exit code; empty when none does within the limit. */
  public Optional<Integer> runUntil(CompletableFuture<Integer> exitCode, Duration limit)
      throws Exception {
    main.start();
    try {
      return Optional.of(exitCode.get(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } finally {
      main.stop();
    }
  }
}
