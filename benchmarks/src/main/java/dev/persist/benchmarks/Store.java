package dev.persist.benchmarks;

import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.log.Appended;
import dev.persist.log.Conflict;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

/**
 * A persist store.
 *
 * @param clients how they write to it
 * @param place where it is, removed after it is closed
 */
record Store(Persist persist, Clients clients, Place place) implements Contestant {
  /** Those that keep what is written. */
  static final List<String> ENGINES = List.of("rocksdb", "sqlite", "postgresql");

  private static final List<NewEvent> EVENTS = List.of(Sale.ONE);

  /** How many events a client that fills a stream appends at a time. */
  static final int AT_ONCE = 500;

  private static final List<NewEvent> MANY = Collections.nCopies(AT_ONCE, Sale.ONE);

  /** Something that is removed when it is closed. */
  interface Place extends AutoCloseable {
    @Override
    void close() throws IOException, SQLException;
  }

  /** A way to write. */
  interface Clients {
    /** Returns a client with a stream of its own. */
    Client of(Persist persist, String stream);
  }

  /** Something done with a store. */
  interface Use {
    /** Uses {@code store}, which the caller closes. */
    void of(Persist store) throws Exception;
  }

  /** Gives {@code use} an empty store of {@code engine}, which is removed after it. */
  static void within(String engine, Use use) throws Exception {
    if (engine.equals("postgresql")) {
      try (var server = new Postgres(); var database = server.database(); var store = Persist.open(database.url())) {
        use.of(store);
      }
    } else {
      try (var directory = TemporaryDirectory.create();
          var store = Persist
              .open(engine.equals("memory") ? "memory:" : engine + ":" + directory.path().resolve("s"))) {
        use.of(store);
      }
    }
  }

  /** Opens {@code url}, which is in {@code place}. */
  static Store open(String url, Clients clients, Place place) {
    return new Store(Persist.open(url), clients, place);
  }

  /** Appends one event at a time, by {@code appendExpect}. */
  static Client expecting(Persist persist, String stream) {
    return new Client() {
      private long seq;

      @Override
      public void append() {
        seq = switch (persist.log().appendExpect(stream, seq, EVENTS)) {
          case Appended(var appended) -> appended.getLast().seq();
          case Conflict conflict -> throw new IllegalStateException("a stream of one's own: " + conflict);
        };
      }
    };
  }

  /** Appends one event at a time, by {@code append}. */
  static Client plain(Persist persist, String stream) {
    return () -> persist.log().append(stream, EVENTS);
  }

  /** Appends one event at a time, by {@code appendOnce}, with a key that is new. */
  static Client once(Persist persist, String stream) {
    return new Client() {
      private long key;

      @Override
      public void append() {
        if (!(persist.log().appendOnce(stream, "key" + key++, Sale.ONE) instanceof Appended)) {
          throw new IllegalStateException("a key of one's own");
        }
      }
    };
  }

  /** Appends {@link #AT_ONCE} events at a time. */
  static Client filling(Persist persist, String stream) {
    return new Client() {
      @Override
      public void append() {
        persist.log().append(stream, MANY);
      }

      @Override
      public int events() {
        return AT_ONCE;
      }
    };
  }

  @Override
  public Client client() {
    return clients.of(persist, Contestant.newStream());
  }

  @Override
  public long stored() {
    try (var streams = persist.catalog().streams()) {
      return streams.mapToLong(stream -> persist.log().read(stream).count()).sum();
    }
  }

  @Override
  public void close() throws IOException, SQLException {
    persist.close();
    place.close();
  }
}
