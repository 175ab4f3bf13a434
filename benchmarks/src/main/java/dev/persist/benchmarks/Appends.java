package dev.persist.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;

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

  private static void rocksDb() throws Exception {
    var contestants = new LinkedHashMap<String, Contestant.Opening>();
    contestants.put("rocksdb", () -> inDirectory("rocksdb:", ""));
    contestants.put("raw journal", RawJournal::open);
    Driver.run(128, contestants);
    Driver.run(16, contestants);
    contestants.put("raw loop", RawLoop::open);
    Driver.run(1, contestants);
  }

  private static void sqlite() throws Exception {
    var contestants = new LinkedHashMap<String, Contestant.Opening>();
    contestants.put("sqlite", () -> inDirectory("sqlite:", "store.db"));
    contestants.put("prototype", SqlitePrototype::new);
    Driver.run(128, contestants);
    Driver.run(16, contestants);
    Driver.run(1, contestants);
  }

  private static void postgres() throws Exception {
    try (var server = new Postgres()) {
      var contestants = new LinkedHashMap<String, Contestant.Opening>();
      contestants.put("postgresql", () -> inDatabase(server.database()));
      contestants.put("table", () -> Table.open(server.database()));
      contestants.put("one transaction", () -> OneTransaction.open(server.database()));
      contestants.put("message-db", () -> MessageDb.open(server.database()));
      Driver.run(64, contestants);
      Driver.run(16, contestants);
      Driver.run(1, contestants);
    }
  }

  private static Contestant inDirectory(String scheme, String file) throws Exception {
    var directory = TemporaryDirectory.create();
    return Store.open(scheme + directory.path().resolve(file), directory);
  }

  private static Contestant inDatabase(Postgres.Database database) throws Exception {
    return Store.open(database.url(), database);
  }
}
