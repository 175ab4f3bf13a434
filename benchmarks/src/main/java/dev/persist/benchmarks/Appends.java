package dev.persist.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Durable conditional appends of each engine, beside peers that show what is there to be had. */
final class Appends {
  /** How many connections each contestant on PostgreSQL holds; as many as persist does. */
  static final int CONNECTIONS = Integer.getInteger("connections", 10);

  private Appends() {}

  /** Measures {@code engines}; all when there are none. */
  static void run(List<String> engines) throws Exception {
    for (var engine : engines.isEmpty() ? List.of("rocksdb", "sqlite", "postgresql") : engines) {
      switch (engine) {
        case "rocksdb" -> rocksDb();
        case "sqlite" -> sqlite();
        case "postgresql" -> postgres();
        default -> throw new IllegalArgumentException("no engine to measure: " + engine);
      }
    }
  }

  /** Measures one client and many, beside the least there can be. */
  static void headlines() throws Exception {
    var raw = new LinkedHashMap<String, Contestant.Opening>();
    raw.put("rocksdb", () -> open("rocksdb", null, Store::expecting));
    raw.put("raw journal", RawJournal::open);
    Driver.run("appends", 16, raw);
    try (var server = new Postgres()) {
      var contestants = new LinkedHashMap<String, Contestant.Opening>();
      contestants.put("postgresql", () -> open("postgresql", server, Store::expecting));
      contestants.put("table", () -> Table.open(server.database(), 1));
      Driver.run("appends", 64, contestants);
      Driver.run("appends", 1, contestants);
    }
    compared("rocksdb", "once per key", Store::once, "without a key", Store::plain, 16);
  }

  /** Measures appends with a key beside those without, of 16 clients, of {@code engines}; all when there are none. */
  static void runOnce(List<String> engines) throws Exception {
    for (var engine : engines.isEmpty() ? List.of("rocksdb", "sqlite", "postgresql") : engines) {
      compared(engine, "once per key", Store::once, "without a key", Store::plain, 16);
    }
  }

  private static void compared(String engine, String one, Store.Clients clients, String other, Store.Clients others,
      int clientCount) throws Exception {
    try (var server = engine.equals("postgresql") ? new Postgres() : null) {
      var contestants = new LinkedHashMap<String, Contestant.Opening>();
      contestants.put(engine + " " + one, () -> open(engine, server, clients));
      contestants.put(engine + " " + other, () -> open(engine, server, others));
      Driver.run("once", clientCount, contestants);
    }
  }

  /** Measures streams that are filled, 500 events a commit, by one client: of PostgreSQL beside a table. */
  static void runFilling() throws Exception {
    try (var server = new Postgres()) {
      var contestants = new LinkedHashMap<String, Contestant.Opening>();
      contestants.put("postgresql", () -> open("postgresql", server, Store::filling));
      contestants.put("table", () -> Table.open(server.database(), Store.AT_ONCE));
      Driver.run("filling", 1, contestants);
      Driver.run("filling", 4, contestants);
    }
  }

  private static Contestant open(String engine, @Nullable Postgres server, Store.Clients clients) throws Exception {
    if (server != null) {
      var database = server.database();
      return Store.open(database.url(), clients, database);
    }
    var directory = TemporaryDirectory.create();
    return Store.open(engine + ":" + directory.path().resolve("store"), clients, directory);
  }

  private static void rocksDb() throws Exception {
    var contestants = new LinkedHashMap<String, Contestant.Opening>();
    contestants.put("rocksdb", () -> open("rocksdb", null, Store::expecting));
    contestants.put("raw journal", RawJournal::open);
    Driver.run("appends", 128, contestants);
    Driver.run("appends", 16, contestants);
    contestants.put("raw loop", RawLoop::open);
    Driver.run("appends", 1, contestants);
  }

  private static void sqlite() throws Exception {
    var contestants = new LinkedHashMap<String, Contestant.Opening>();
    contestants.put("sqlite", () -> open("sqlite", null, Store::expecting));
    contestants.put("prototype", SqlitePrototype::new);
    Driver.run("appends", 128, contestants);
    Driver.run("appends", 16, contestants);
    Driver.run("appends", 1, contestants);
  }

  private static void postgres() throws Exception {
    try (var server = new Postgres()) {
      var contestants = new LinkedHashMap<String, Contestant.Opening>();
      contestants.put("postgresql", () -> open("postgresql", server, Store::expecting));
      contestants.put("table", () -> Table.open(server.database(), 1));
      contestants.put("one transaction", () -> OneTransaction.open(server.database()));
      contestants.put("message-db", () -> MessageDb.open(server.database()));
      Driver.run("appends", 64, contestants);
      Driver.run("appends", 16, contestants);
      Driver.run("appends", 1, contestants);
    }
  }
}
