// SPDX-License-Identifier: Apache-2.0
package ist.spike.drill;

import ist.spike.backup.ScratchOrder;
import ist.spike.config.Settings;
import ist.spike.identity.FixedSource;
import ist.spike.identity.Svid;
import ist.spike.keeper.KeeperMain;
import ist.spike.kit.Hardening;
import ist.spike.kit.HttpsEngine;
import ist.spike.kit.ProgramSettings;
import ist.spike.kit.TlsHygiene;
import ist.spike.nexus.NexusMain;
import ist.spike.pilot.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The process of a drill: Keepers without shares and a sealed Nexus on the restored store, each
 * behind its own listener on loopback. When all listen it prints one line, {@code ready} and their
 * ports, that of Nexus first. It ends when its standard input does, which is when whoever started it
 * ends, and after its life at the latest.
 */
public final class ScratchInstallation {

  private static final int ENDED = 0;
  private static final int FAILED = 1;
  private static final Duration LOOK = Duration.ofMillis(10);

  private final ScratchOrder order;

  private ScratchInstallation(ScratchOrder order) {
    this.order = order;
  }

  /** Serves until its end; takes no arguments. */
  public static void main(String[] arguments) {
    try {
      TlsHygiene.apply();
      ScratchOrder order = ScratchOrder.readFrom(System.in);
      endWith(System.in);
      endAfter(order.life());
      new ScratchInstallation(order).serve();
    } catch (Exception e) {
      Terminal.standard().say("drill: " + e);
      Runtime.getRuntime().halt(FAILED);
    }
  }

  /** Nothing in this process is worth an orderly end. */
  private static void endWith(InputStream parent) {
    Thread.ofPlatform().daemon().name("parent-watch").start(() -> {
      try {
        while (parent.read() >= 0) {
          // Nothing more is said.
        }
      } catch (IOException e) {
        // Then it is gone as well.
      }
      Runtime.getRuntime().halt(ENDED);
    });
  }

  private static void endAfter(Duration life) {
    CompletableFuture.delayedExecutor(life.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> Runtime.getRuntime().halt(FAILED));
  }

  private void serve() throws Exception {
    Settings nexus = Settings.load("nexus", Optional.empty(), order.settings());
    ProgramSettings.startLogging(nexus);
    Hardening.apply();
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < order.keepers(); i++) {
      Settings keeper = Settings.load("keeper", Optional.empty(), order.settings());
      ports.add(
          start(begun -> KeeperMain.serve(keeper, identity(order.keeper()), begun)));
    }
    Map<String, String> settings = new HashMap<>(order.settings());
    settings.put("SPIKE_NEXUS_KEEPER_PEERS", String.join(",",
        ports.stream().map(port -> "https://127.0.0.1:" + port).toList()));
    Settings withPeers = Settings.load("nexus", Optional.empty(), settings);
    ports.addFirst(start(
        begun -> NexusMain.serve(withPeers, settings, identity(order.nexus()), begun)));
    Terminal.standard().print("ready " + String.join(" ",
        ports.stream().map(port -> Integer.toString(port)).toList()));
  }

  private FixedSource identity(Svid svid) {
    return new FixedSource(svid, order.anchors());
  }

  /** A program of its own kind that serves until the process ends. */
  @FunctionalInterface
  private interface Program {
    void serve(Consumer<HttpsEngine> begun) throws Exception;
  }

  /** Starts it and waits until it listens, where is the answer. */
  private int start(Program program) throws Exception {
    CompletableFuture<HttpsEngine> begun = new CompletableFuture<>();
    Thread.ofPlatform().start(() -> {
      try {
        program.serve(begun::complete);
      } catch (Exception e) {
        begun.completeExceptionally(e);
        Terminal.standard().say("drill: " + e);
        Runtime.getRuntime().halt(FAILED);
      }
    });
    try {
      HttpsEngine engine = begun.get(order.life().toMillis(), TimeUnit.MILLISECONDS);
      // The life of the process bounds the wait.
      while (!engine.isListening()) {
        Thread.sleep(LOOK);
      }
      return engine.getServerPort();
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("a program of the scratch installation does not start", e);
    }
  }
}
