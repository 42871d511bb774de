// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import ist.spike.bench.Load.Connections;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** A store of very many versions in one Nexus: ten versions of each path. */
final class ScaleRows {

  private static final int VERSIONS = 10;
  private static final int PAGE = 100;
  private static final Figure START_AIM = new Figure(10, "s");
  private static final Figure MEMORY_AIM = new Figure(400, "MB");

  private final Path directory;
  private final int paths;

  ScaleRows(Path directory, int paths) {
    this.directory = directory;
    this.paths = paths;
  }

  List<Row> measure() throws Exception {
    List<Row> rows = new ArrayList<>();
    try (Machine machine = Machine.start(directory.resolve("scale"))) {
      String size = "%,d versions of %,d paths: ".formatted(paths * (long) VERSIONS, paths);
      double filled = seconds(() -> {
        Api.fill(machine, paths * VERSIONS, number -> Api.put(number, paths));
        return true;
      });
      rows.add(Row.shown(size + "put", new Figure(paths * VERSIONS / filled, "/s")));
      Path store = machine.directory().resolve("data/store.db");
      if (Files.exists(store)) {
        rows.add(Row.shown(size + "store", new Figure(Files.size(store) / 1e6, "MB")));
      }
      rows.add(Row.shown(size + "first page of " + PAGE + ": p50",
          Load.run(new Load(machine.nexus(Machine.SUPERUSER), 1, Connections.KEPT,
              _ -> Api.list(PAGE)), Api.WARM_UP, Duration.ofSeconds(2)).latency(0.5)));
      rows.add(Row.shown(size + "whole list", duration(machine, "secret", "list")));
      rows.add(Row.shown(size + "store check", duration(machine, "store", "check")));
      rows.add(Row.shown(size + "backup, verified", duration(machine, "backup", "run")));
      rows.add(Row.atMost(size + "memory of Nexus after all that",
          ProcessUse.memory(machine.pid("nexus")), MEMORY_AIM));
      rows.addAll(new ProcessRows(machine).start(START_AIM));
    }
    return rows;
  }

  private static Figure duration(Machine machine, String... command) throws Exception {
    return new Figure(seconds(() -> {
      machine.spike(command);
      return true;
    }), "s");
  }

  private static double seconds(Callable<Boolean> work) throws Exception {
    long begun = System.nanoTime();
    work.call();
    return (System.nanoTime() - begun) / 1e9;
  }
}
