// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import ist.spike.bench.Row.Limit;
import ist.spike.fakes.RawHttps;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** What the programs take: time to start, and memory. */
final class ProcessRows {

  private static final int STARTS = 5;
  private static final int COMMANDS = 15;
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final int ASK_EVERY_MS = 5;
  private static final int OK = 200;

  private final Machine machine;

  ProcessRows(Machine machine) {
    this.machine = machine;
  }

  /** Before anything was asked of it. */
  List<Row> idle() throws IOException {
    return List.of(
        Row.atMost("Nexus, idle: memory", ProcessUse.memory(machine.pid("nexus")),
            new Figure(170, "MB")),
        Row.atMost("Keeper: memory", ProcessUse.memory(machine.pid("keeper-1")),
            new Figure(110, "MB"))
            .because(
                "59 MB are the AOT cache, all of whose classes are linked at the start; 46 of them"
                    + " are the process's own, because the JVM relocates it. Without relocation"
                    + " (ArchiveRelocationMode=0) 26 MB less are its own, but as many resident."
                    + " 16 MB are the JVM's library, 13 MB the heap."));
  }

  /** After everything was asked of it. */
  Row loaded() throws IOException {
    return Row.atMost("Nexus, after all loads: memory", ProcessUse.memory(machine.pid("nexus")),
        new Figure(256, "MB")).because(
            "73 MB are the AOT cache, relocated and so the process's own, 22 MB what is alive in the"
                + " heap, 21 MB compiled code, 19 MB the JVM's library (smaps, class histogram).");
  }

  /** Something to take the time of. */
  private interface Work {
    void run() throws Exception;
  }

  /** One command of Pilot, in a process of its own, and what of it goes where. */
  List<Row> pilot() throws Exception {
    List<Double> whole = new ArrayList<>();
    List<Double> beforeTls = new ArrayList<>();
    List<Double> start = new ArrayList<>();
    List<Double> floor = new ArrayList<>();
    String java = ProcessUse.command(machine.pid("nexus")).getFirst();
    for (int i = 0; i < COMMANDS; i++) {
      String path = Api.path(i, COMMANDS);
      whole.add(seconds(() -> machine.spike("secret", "get", path)));
      beforeTls.add(seconds(() -> machine.spikeWithoutNexus("secret", "get", path)));
      start.add(seconds(() -> machine.spike("--version")));
      floor.add(seconds(() -> new ProcessBuilder(java, "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1", "-version").redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor()));
    }
    Figure figure = new Figure(Quantiles.median(whole), "s");
    double svid = Quantiles.median(beforeTls);
    double jvm = Quantiles.median(start);
    return List.of(
        Row.atMost("Pilot, secret get in a cold process", figure, new Figure(0.12, "s")).because(
            "Of 139 ms of processor time on a busy machine, 8 are the launcher, 3 of them find,"
                + " which looks for changed sources in a checkout; 25 a JVM that does nothing, 22"
                + " more one with a cache; 69 the settings, 5 of them opening the jar they lie in,"
                + " BoringSSL's library and the SVID; 14 TLS and the request. Interpreting"
                + " everything takes 16 more."),
        Row.shown("the same: launcher and JVM, as in --version", new Figure(jvm, "s"),
            new Limit("java -version", new Figure(Quantiles.median(floor), "s"))),
        Row.shown("the same: settings and SVID", new Figure(svid - jvm, "s")),
        Row.shown("the same: TLS, request, answer", new Figure(figure.value() - svid, "s")));
  }

  private static double seconds(Work work) throws Exception {
    long begun = System.nanoTime();
    work.run();
    return (System.nanoTime() - begun) / 1e9;
  }

  /** From the start of the process to the first secret; ends Nexus, as a crash would, each time. */
  List<Row> start(Figure aim) throws Exception {
    long pid = machine.pid("nexus");
    List<String> command = ProcessUse.command(pid);
    List<String> environment = ProcessUse.environment(pid);
    SSLContext client = machine.nexus(Machine.SUPERUSER).client();
    end(ProcessHandle.of(pid).orElseThrow());
    List<Double> seconds = new ArrayList<>();
    List<Double> processor = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
          .redirectOutput(machine.directory().resolve("log/nexus-starts.log").toFile());
      Map<String, String> variables = builder.environment();
      variables.clear();
      environment.stream().map(each -> each.split("=", 2))
          .forEach(each -> variables.put(each[0], each[1]));
      long begun = System.nanoTime();
      Process nexus = builder.start();
      try {
        awaitSecret(client, begun);
        seconds.add((System.nanoTime() - begun) / 1e9);
        processor.add(ProcessUse.cpuSeconds(nexus.pid()));
      } finally {
        end(nexus.toHandle());
      }
    }
    Row row = Row.atMost("Nexus, process start to first secret",
        new Figure(Quantiles.median(seconds), "s"), aim);
    boolean trained = command.stream().anyMatch(word -> word.startsWith("-XX:AOTCache"));
    return List.of(
        row.because(trained
            ? "Of the processor time 0.7 s are the optimising compiler, 0.4 s the quick one and"
                + " 0.5 s the main thread, on two processors; with the quick compiler alone a start"
                + " takes a third less, but each request more. After many writes, reading the log"
                + " of the store, 300 MB of it, is 0.09 s more."
            : "there was no AOT cache: ./spike train"),
        Row.shown("the same: processor time", new Figure(Quantiles.median(processor), "s")));
  }

  private void awaitSecret(SSLContext client, long begun) throws Exception {
    Load.Request get = Api.get(0, 1);
    String last = "";
    while (System.nanoTime() - begun < START_LIMIT.toNanos()) {
      try (RawHttps link = RawHttps.connect(client, machine.port())) {
        if (link.post(get.target(), get.json()).status() == OK) {
          return;
        }
      } catch (IOException e) {
        // It does not listen yet.
        last = e.toString();
      }
      Thread.sleep(ASK_EVERY_MS);
    }
    throw new IOException("Nexus gave no secret within " + START_LIMIT.toSeconds() + " s " + last);
  }

  private static void end(ProcessHandle process) throws Exception {
    process.destroyForcibly();
    process.onExit().get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
  }
}
