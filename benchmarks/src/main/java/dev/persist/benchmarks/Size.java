package dev.persist.benchmarks;

import dev.persist.Commit;
import dev.persist.Persist;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * How many bytes an event of 200 bytes takes on the disk: in streams of ten events each with a UUID in their
 * names, once the store is closed.
 */
final class Size {
  private static final int EVENTS = Main.QUICK ? 100_000 : 1_000_000;
  private static final int OF_A_STREAM = 10;
  private static final int AT_ONCE = 1_000;

  private Size() {}

  /** Measures {@code engines}; all when there are none. */
  static void run(List<String> engines) throws Exception {
    try (var report = new Report("size", "", "events", "bytes on disk an event")) {
      for (var engine : engines.isEmpty() ? Store.ENGINES : engines) {
        if (engine.equals("postgresql")) {
          try (var server = new Postgres(); var database = server.database(); var table = server.database()) {
            fill(database.url());
            row(report, engine, bytes(database));
            fill(table);
            row(report, "a table in postgresql", bytes(table));
          }
        } else {
          try (var directory = TemporaryDirectory.create()) {
            fill(engine + ":" + directory.path().resolve("store"));
            row(report, engine, bytes(directory.path()));
          }
        }
      }
    }
  }

  private static void row(Report report, String name, long bytes) {
    report.row(name, "%,d".formatted(EVENTS), Main.rounded((double) bytes / EVENTS));
  }

  private static void fill(String url) {
    try (var store = Persist.open(url)) {
      for (var from = 0; from < EVENTS; from += AT_ONCE) {
        var commit = Commit.builder();
        for (var stream = 0; stream < AT_ONCE / OF_A_STREAM; stream++) {
          var name = Contestant.newStream();
          for (var i = 0; i < OF_A_STREAM; i++) {
            commit.append(name, Sale.event(from + stream * OF_A_STREAM + i, 200));
          }
        }
        store.commit(commit.build());
      }
    }
  }

  private static void fill(Postgres.Database database) throws Exception {
    var table = Table.open(database, OF_A_STREAM);
    for (var i = 0; i < EVENTS / OF_A_STREAM; i++) {
      table.client().append();
    }
    table.pool().close();
  }

  private static long bytes(Postgres.Database database) throws SQLException {
    return database.number("select sum(pg_total_relation_size(oid)) from pg_class where relkind = 'r'"
        + " and relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)");
  }

  /** Returns how many bytes the files in {@code directory} have. */
  static long bytes(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      return files.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum();
    }
  }
}
