package dev.persist.benchmarks;

import dev.persist.Persist;
import dev.persist.example.bookings.Bookings;
import dev.persist.example.bookings.domain.BookingOutcome;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How many bookings a second the demo app takes over HTTP, over those that the same class takes in this process, and over the answers of
 * a route that does nothing. The app is a process of its own on the same processors as its clients.
 */
final class Http {
  private static final int SEATS = 100_000;

  private Http() {}

  /** Measures {@code engines}; the default of the app when there are none. */
  static void run(List<String> engines) throws Exception {
    for (var engine : engines.isEmpty() ? List.of("rocksdb") : engines) {
      try (var report = Driver.report("http-" + engine, "bookings")
          .chart("Bookings over HTTP, " + engine, "clients", "bookings a second");
          var server = engine.equals("postgresql") ? new Postgres() : null) {
        var contestants = new LinkedHashMap<String, Contestant.Opening>();
        contestants.put("HTTP", () -> App.start(place(engine, server)));
        contestants.put("in process", () -> InProcess.open(place(engine, server)));
        contestants.put("constant", () -> Bare.start(false));
        for (var clients : List.of(1, 16, 64)) {
          Driver.runWarm(report, "bookings " + engine, clients, contestants);
        }
      }
    }
  }

  /** Where a store is. */
  private record At(String url, Store.Place place) {}

  private static At place(String engine, @Nullable Postgres server) throws Exception {
    if (server != null) {
      var database = server.database();
      return new At(database.url(), database);
    }
    var directory = TemporaryDirectory.create();
    return new At(engine + ":" + directory.path().resolve("store"), directory);
  }

  /**
   * The app.
   *
   * @param occurrences what its clients booked
   */
  private record App(DemoApp app, Set<String> occurrences, At at) implements Contestant {
    private static App start(At at) throws IOException {
      return new App(DemoApp.start(at.url), ConcurrentHashMap.newKeySet(), at);
    }

    @Override
    public Client client() throws IOException {
      var occurrence = occurrence(occurrences);
      app.put("/api/occurrences/" + occurrence, "{\"title\":\"A talk\",\"capacity\":" + SEATS + "}");
      var bookings = app.address().resolve("/api/occurrences/" + occurrence + "/bookings");
      return new Client() {
        private int next;

        @Override
        public void append() throws IOException {
          var connection = app.connection();
          connection.create(bookings, "{\"actor\":\"user" + next++ + "\"}", app.token());
          app.release(connection);
        }
      };
    }

    @Override
    public long stored() throws IOException {
      app.disconnect();
      var stored = 0L;
      for (var occurrence : occurrences) {
        var seq = app.get("/api/occurrences/" + occurrence).replaceAll(".*\"seq\":(\\d+).*", "$1");
        stored += Long.parseLong(seq) - 1; // it was opened
      }
      return stored;
    }

    @Override
    public void close() throws IOException, SQLException {
      app.close();
      at.place.close();
    }
  }

  /** The class behind the app, called by its clients. */
  private record InProcess(Persist store, Bookings bookings, Set<String> occurrences, At at) implements Contestant {
    private static InProcess open(At at) {
      var store = Persist.open(at.url);
      return new InProcess(store, new Bookings(store), ConcurrentHashMap.newKeySet(), at);
    }

    @Override
    public Client client() {
      var occurrence = occurrence(occurrences);
      bookings.open(occurrence, "A talk", SEATS, Instant.EPOCH);
      return new Client() {
        private int next;

        @Override
        public void append() {
          var outcome = bookings.book(occurrence, "user" + next++, Instant.EPOCH);
          if (!(outcome instanceof BookingOutcome.SeatBooked)) {
            throw new IllegalStateException(outcome.toString());
          }
        }
      };
    }

    @Override
    public long stored() {
      return occurrences.stream().mapToLong(occurrence -> bookings.roster(occurrence).seq() - 1).sum();
    }

    @Override
    public void close() throws IOException, SQLException {
      store.close();
      at.place.close();
    }
  }

  private static String occurrence(Set<String> occurrences) {
    var occurrence = "talk-" + occurrences.size() + "-" + System.nanoTime();
    occurrences.add(occurrence);
    return occurrence;
  }
}
