// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import ist.spike.bench.Load.Connections;
import ist.spike.bench.Load.Seen;
import ist.spike.bench.Row.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** What reading costs over mutual TLS. */
final class ReadRows {

  private static final int CLIENTS = 8;
  private static final int MANY_CLIENTS = 64;
  private static final int PAGE = 100;
  private static final Figure GET_AIM = new Figure(30, "us");

  /** Shares of processor time, as JFR's samples of it have them. */
  private static final String GET_IS =
      "Of a GET, 28 % is the system call that sends the answer, 5 %"
          + " the one that waits, 4 % the one that receives; all of that Vert.x alone has, too. 18 % is"
          + " the read of the store (9 % SQLite's statement, 4 % opening two cells), 9 % the audit record"
          + " (4 % its write, 2 % its MAC), 6 % Camel's routes, 3 % roles and policies, 2 % parsing."
          + " Young collections are in no sample: with a young part of 10 MB they were 55 a second, 4 %"
          + " of the time.";

  private final Lab lab;

  ReadRows(Lab lab) {
    this.lab = lab;
  }

  List<Row> measure() throws Exception {
    List<Row> rows = new ArrayList<>(kept());
    rows.addAll(newConnections());
    rows.addAll(clients());
    rows.add(list());
    return rows;
  }

  private List<Row> kept() throws Exception {
    // Counted in requests, for a compiler that waits for a busy processor is not done after a time.
    Filling.run(lab.raw(), lab.warmUpRequests(), CLIENTS, lab::getFew);
    Filling.run(lab.few(), lab.warmUpRequests(), CLIENTS, lab::getFew);
    Filling.run(lab.many(), lab.warmUpRequests(), CLIENTS, lab::getMany);
    Contest raw = new Contest(lab.raw(), CLIENTS, Connections.KEPT, lab::getFew);
    Contest few = new Contest(lab.few(), CLIENTS, Connections.KEPT, lab::getFew);
    Contest many = new Contest(lab.many(), CLIENTS, Connections.KEPT, lab::getMany);
    Contest.interleave(lab.rounds(), lab.longWarmUp(), List.of(raw, few, many));
    Limit limit = new Limit("raw Vert.x, same engine", raw.cpu());
    return List.of(
        Row.atMost("GET, kept connection: processor time", few.cpu(), limit, 2.0).because(GET_IS),
        Row.atMost("the same", few.cpu(), GET_AIM).because(GET_IS),
        Row.atMost("GET with 10,000 policies, 100,000 secrets: processor time", many.cpu(),
            new Limit("10 policies, 1,000 secrets", few.cpu()), 1.1)
            .because("The indexes are a level deeper, and fewer of their pages are in the caches of"
                + " SQLite and of the processor."));
  }

  private List<Row> newConnections() throws Exception {
    Contest raw = new Contest(lab.raw(), CLIENTS, Connections.NEW_EACH_TIME, lab::getFew);
    Contest ours = new Contest(lab.few(), CLIENTS, Connections.NEW_EACH_TIME, lab::getFew);
    Contest.interleave(lab.rounds(), lab.longWarmUp(), List.of(raw, ours));
    return List.of(Row.atMost("new connection and GET: processor time", ours.cpu(),
        new Limit("raw Vert.x, same engine", raw.cpu()), 1.3)
        .because(
            "Of a connection with one GET, 43 % of the processor time is spent by the threads that"
                + " compute handshakes (34 % in BoringSSL, 7 % reading the SVID's chain and key anew), 5 %"
                + " by the one that accepts; Vert.x alone has that, too. 9 % is the GET (JFR), which it has"
                + " not. No sample shows where the rest of the difference is."));
  }

  private List<Row> clients() throws Exception {
    List<Row> rows = new ArrayList<>();
    for (int clients : new int[]{1, CLIENTS, MANY_CLIENTS}) {
      Seen seen = once(clients, lab::getFew);
      rows.add(Row.shown("GET, " + clients + " clients", seen.rate()));
      rows.add(Row.shown("GET, " + clients + " clients: p50", seen.latency(0.5)));
      rows.add(Row.shown("GET, " + clients + " clients: p99", seen.latency(0.99)));
    }
    return rows;
  }

  private Row list() throws Exception {
    Contest get = new Contest(lab.many(), 1, Connections.KEPT, lab::getMany);
    Contest page = new Contest(lab.manyAsSuperuser(), 1, Connections.KEPT, _ -> Api.list(PAGE));
    Contest.interleave(lab.rounds(), Duration.ofSeconds(2), List.of(get, page));
    return Row.atMost("first page, " + PAGE + " of 100,000 paths: p50", page.latency(0.5),
        new Limit("GET, 1 client", get.latency(0.5)), 5);
  }

  private Seen once(int clients, IntFunction<Load.Request> requests) throws Exception {
    return Load.run(new Load(lab.few(), clients, Connections.KEPT, requests), Api.WARM_UP,
        lab.counted());
  }
}
