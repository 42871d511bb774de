// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import ist.spike.bench.Load.Connections;
import ist.spike.bench.Load.Seen;
import ist.spike.bench.Row.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What durable writing costs, and what it does to readers. */
final class WriteRows {

  private static final int CLIENTS = 64;
  private static final Duration DISK_TIME = Duration.ofMillis(500);

  private final Lab lab;

  WriteRows(Lab lab) {
    this.lab = lab;
  }

  List<Row> measure() throws Exception {
    List<Row> rows = new ArrayList<>();
    warmUp();
    oneClient(rows);
    manyClients(rows);
    readersBesideWriters(rows);
    return rows;
  }

  private void warmUp() throws Exception {
    var _ = Load.run(puts(CLIENTS), lab.longWarmUp(), Duration.ofMillis(100));
  }

  private void oneClient(List<Row> rows) throws Exception {
    List<Double> disk = new ArrayList<>();
    List<Double> get = new ArrayList<>();
    List<Double> put = new ArrayList<>();
    for (int round = 0; round < lab.rounds(); round++) {
      disk.add(Quantiles.of(0.5, Disk.fdatasync(lab.directory(), DISK_TIME)));
      get.add(seen(gets()).latency(0.5).value());
      put.add(seen(puts(1)).latency(0.5).value());
    }
    double limit = Quantiles.median(disk) + Quantiles.median(get);
    rows.add(Row.atMost("durable PUT, 1 client: p50", new Figure(Quantiles.median(put), "us"),
        new Limit("fdatasync + GET", new Figure(limit, "us")), 2)
        .because(
            "Of a put's processor time 64 % is the writer's: 35 % the commit, which writes six pages"
                + " to the log and flushes it, 22 % reading, sealing and hashing the rows of metadata,"
                + " version and audit; 17 % is the event loop's (JFR; 15 % were a thread's that is spared"
                + " now). Three threads are woken one after the other, writer, answering thread and event"
                + " loop; what that takes is in no sample."));
    rows.add(Row.shown("fdatasync of 8 KB: p50", new Figure(Quantiles.median(disk), "us")));
    flushes(rows, "durable PUT, 1 client", 1, 1.02);
  }

  private void manyClients(List<Row> rows) throws Exception {
    List<Double> disk = new ArrayList<>();
    List<Double> get = new ArrayList<>();
    List<Double> put = new ArrayList<>();
    for (int round = 0; round < lab.rounds(); round++) {
      double[] micros = Disk.fdatasync(lab.directory(), DISK_TIME);
      disk.add(micros.length / (DISK_TIME.toMillis() / 1e3));
      get.add(seen(new Load(lab.few(), CLIENTS, Connections.KEPT, lab::getFew)).rate().value());
      put.add(seen(puts(CLIENTS)).rate().value());
    }
    double flushes = Quantiles.median(disk);
    double reads = 0.45 * Quantiles.median(get);
    Limit limit = flushes < reads
        ? new Limit("fdatasync", new Figure(flushes, "/s"))
        : new Limit("0.45 of GET, 64 clients", new Figure(reads, "/s"));
    rows.add(Row.atLeast("durable PUT, 64 clients", new Figure(Quantiles.median(put), "/s"),
        limit, 1).because(
            "Both processors are busy. Half of the server's time is the one writer's"
                + " (19 % commit and flush, 31 % rows with their seals and hashes), a quarter the event"
                + " loop's, an eighth the requests', a twelfth copies audit rows to the files (JFR)."));
    flushes(rows, "durable PUT, 64 clients", CLIENTS, 0.1);
  }

  private void readersBesideWriters(List<Row> rows) throws Exception {
    List<Double> alone = new ArrayList<>();
    List<Double> beside = new ArrayList<>();
    for (int round = 0; round < lab.rounds(); round++) {
      alone.add(seen(gets()).latency(0.99).value());
      Load writers = puts(CLIENTS);
      try (writers) {
        beside.add(seen(gets()).latency(0.99).value());
      }
    }
    rows.add(Row.atMost("GET, 1 client, beside 64 that PUT: p99",
        new Figure(Quantiles.median(beside), "us"),
        new Limit("GET, 1 client, alone", new Figure(Quantiles.median(alone), "us")), 3)
        .because(
            "Processors are not what is short: beside the same writers a reader of Vert.x alone has"
                + " a p99 of 100 us (56 us without them). The one event loop serves writers and reader:"
                + " their answers come in bursts, one for each commit, and a read that arrives meanwhile"
                + " may wait for up to 64 of them. Young collections stop everybody for 1.5 ms, of which half"
                + " are spared by a young part of 24 MB: p99 was a third less in one run, no less in"
                + " another; with at most 16 puts in a commit besides 1.6 ms. Nothing was traced further."));
  }

  private void flushes(List<Row> rows, String what, int clients, double aim) throws Exception {
    Optional<Flushes> tracing = Flushes.start(lab.few().pid(), lab.directory());
    if (tracing.isEmpty()) {
      rows.add(Row.missing(what, "strace is not installed, or may not look at the process"));
      return;
    }
    Flushes counted = tracing.get();
    Seen seen;
    try {
      seen = seen(puts(clients));
    } finally {
      counted.stop();
    }
    double puts = seen.micros().length;
    rows.add(Row.atMost(what + ": flushes of the store for one",
        new Figure(counted.of(seen, "store-writer") / puts, ""), new Figure(aim, "")));
    rows.add(Row.shown(what + ": flushes of the whole process for one, 10/s of the audit files"
        + " among them", new Figure(counted.of(seen, "") / puts, "")));
  }

  private Load gets() throws Exception {
    return new Load(lab.few(), 1, Connections.KEPT, lab::getFew);
  }

  private Load puts(int clients) throws Exception {
    return new Load(lab.few(), clients, Connections.KEPT, lab::putFew);
  }

  private Seen seen(Load load) throws Exception {
    return Load.run(load, Duration.ofMillis(500), Duration.ofSeconds(2));
  }
}
