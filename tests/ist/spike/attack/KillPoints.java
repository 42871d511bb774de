// SPDX-License-Identifier: Apache-2.0
package ist.spike.attack;

import ist.spike.attack.KillOrder.Moment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.spi.ContextServicePlugin;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Makes every step of a program's routes a place to die at. Camel finds this plug-in by itself on the
 * class path of an attacked program; the program is the one that is shipped, without any switch.
 * Steps are written to {@code PROGRAM.trace}, and {@code PROGRAM.order} is obeyed.
 */
public final class KillPoints implements ContextServicePlugin, InterceptStrategy {

  /** System property: where trace and order lie. */
  static final String DIRECTORY = "attack.directory";
  /** System property: the name of the program. */
  static final String PROGRAM = "attack.program";
  /** Ending of the file with a program's process id. */
  static final String PID = ".pid";
  /** Ending of the file with an order; who gave it may take it back. */
  static final String ORDER = ".order";
  /** Ending of the file with an order that is being carried out and cannot be taken back. */
  static final String TAKEN = ".taken";
  /** Ending of the file with the process id of who was killed. */
  static final String KILLED = ".killed";
  private static final int KILL_LIMIT_SECONDS = 60;

  private final Path trace = file(program(), ".trace");
  private final Path order = file(program(), ORDER);
  private final Path taken = file(program(), TAKEN);
  private final Path killed = file(program(), KILLED);
  private long obeyed;
  private int visits;

  @Override
  public void load(CamelContext context) {
    context.getCamelContextExtension().addInterceptStrategy(this);
  }

  @Override
  public Processor wrapProcessorInInterceptors(CamelContext context, NamedNode definition,
      Processor target, Processor next) {
    return definition instanceof ProcessorDefinition<?> step && step.hasCustomIdAssigned()
        ? new Watched(target, ProcessorDefinitionHelper.getRouteId(step) + "/" + step.getId())
        : target;
  }

  private final class Watched extends DelegateAsyncProcessor {

    private final String step;

    Watched(Processor target, String step) {
      super(target);
      this.step = step;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      pass(Moment.BEFORE, step);
      return super.process(exchange, doneSync -> {
        pass(Moment.AFTER, step);
        callback.done(doneSync);
      });
    }
  }

  /** One step at a time: while somebody is being killed, nothing here goes on. */
  private synchronized void pass(Moment moment, String step) {
    try {
      Files.writeString(trace, moment + " " + step + "\n", StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      if (Files.exists(order)) {
        obey(KillOrder.parse(Files.readString(order)), moment, step);
      }
    } catch (NoSuchFileException e) {
      // The order was taken back between two looks, or its victim is just being started.
      visits = 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void obey(KillOrder now, Moment moment, String step) throws IOException {
    if (now.serial() != obeyed) {
      obeyed = now.serial();
      visits = 0;
    }
    if (now.moment() == moment && now.step().equals(step)) {
      visits++;
      if (visits == now.visit()) {
        String pid = Files.readString(file(now.victim(), PID));
        Files.move(order, taken, StandardCopyOption.ATOMIC_MOVE);
        kill(pid);
        Files.delete(taken);
      }
    }
  }

  private void kill(String pid) throws IOException {
    Files.writeString(killed, pid);
    try {
      new ProcessBuilder("kill", "-KILL", pid).start()
          .waitFor(KILL_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String program() {
    return System.getProperty(PROGRAM, "program");
  }

  private static Path file(String program, String suffix) {
    return Path.of(System.getProperty(DIRECTORY, "."), program + suffix);
  }
}
