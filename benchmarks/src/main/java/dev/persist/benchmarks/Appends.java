package dev.persist.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Durable conditional appends of each engine, beside peers that show what is there to be had. */
final class Appends {
  /** How many connections each contestant on PostgreSQL holds; as many as persist does. */
  static final int CONNECTIONS = Integer.getInteger("connections", 10);

  private Appends() {}

  /** Measures {@code engines}; all when there are none. */
  static void run(List<String> engines) throws Exception {
    for (var engine : engines.isEmpty() ? Store.ENGINES : engines) {
      try (var report = Driver.report("appends-" + engine, "appends")
          .chart("Appends, " + engine, "clients", "appends a second", "raw journal", "table");
          var server = engine.equals("postgresql") ? new Postgres() : null) {
        for (var clients : List.of(1, 16, 64, 1_024)) {
          if (server == null || clients <= 64) {
            Driver.run(report, "appends " + engine, clients, contestants(engine, server, clients));
          }
        }
      }
    }
  }

  /** Returns persist on {@code engine}, and its peers. */
  private static Map<String, Contestant.Opening> contestants(String engine, @Nullable Postgres server, int clients) {
    var contestants = new LinkedHashMap<String, Contestant.Opening>();
    contestants.put("persist", () -> open(engine, server, Store::expecting));
    if (server != null) {
      contestants.put("table", () -> Table.open(server.database(), 1));
      contestants.put("one transaction", () -> OneTransaction.open(server.database()));
      contestants.put("message-db", () -> MessageDb.open(server.database()));
      contestants.put("axon", () -> Axon.open(server.database()));
      contestants.put("pekko",
          () -> Pekko.open(server.database(), Contestant::newStream, sum -> Sale.ONE.data().as(Sale.class)));
      contestants.put("emmett", () -> Emmett.open(server.database()));
    } else if (engine.equals("sqlite")) {
      contestants.put("prototype", SqlitePrototype::new);
    } else {
      contestants.put("raw journal", RawJournal::open);
      if (clients == 1) {
        contestants.put("raw loop", RawLoop::open);
      }
    }
    return contestants;
  }

  /** Measures one client and many, beside the least there can be. */
  static void headlines() throws Exception {
    try (var report = Driver.report("headlines", "appends"); var server = new Postgres()) {
      Driver.run(report, "appends rocksdb", 16, contestants("rocksdb", null, 16));
      var contestants = new LinkedHashMap<String, Contestant.Opening>();
      contestants.put("persist", () -> open("postgresql", server, Store::expecting));
      contestants.put("table", () -> Table.open(server.database(), 1));
      Driver.run(report, "appends postgresql", 64, contestants);
      Driver.run(report, "appends postgresql", 1, contestants);
    }
    runOnce(List.of("rocksdb"));
  }

  /** Measures appends with a key beside those without, of 16 clients, of {@code engines}; all when there are none. */
  static void runOnce(List<String> engines) throws Exception {
    for (var engine : engines.isEmpty() ? Store.ENGINES : engines) {
      try (var report = Driver.report("once-" + engine, "appends");
          var server = engine.equals("postgresql") ? new Postgres() : null) {
        var contestants = new LinkedHashMap<String, Contestant.Opening>();
        contestants.put("once per key", () -> open(engine, server, Store::once));
        contestants.put("without a key", () -> open(engine, server, Store::plain));
        Driver.run(report, "once " + engine, 16, contestants);
      }
    }
  }

  /** Measures streams that are filled, 500 events a commit: of PostgreSQL beside a table. */
  static void runFilling() throws Exception {
    try (var report = Driver.report("filling", "events"); var server = new Postgres()) {
      var contestants = new LinkedHashMap<String, Contestant.Opening>();
      contestants.put("persist", () -> open("postgresql", server, Store::filling));
      contestants.put("table", () -> Table.open(server.database(), Store.AT_ONCE));
      Driver.run(report, "filling postgresql", 1, contestants);
      Driver.run(report, "filling postgresql", 4, contestants);
    }
  }

  /** Opens an empty store of {@code engine}, on {@code server} if there is one. */
  static Contestant open(String engine, @Nullable Postgres server, Store.Clients clients) throws Exception {
    if (server != null) {
      var database = server.database();
      return Store.open(database.url(), clients, database);
    }
    var directory = TemporaryDirectory.create();
    return Store.open(engine + ":" + directory.path().resolve("store"), clients, directory);
  }
}
