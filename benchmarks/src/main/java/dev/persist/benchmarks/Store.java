package dev.persist.benchmarks;

import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.log.Appended;
import dev.persist.log.Conflict;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/**
 * A persist store, by {@code appendExpect}.
 *
 * @param place where it is, removed after it is closed
 */
record Store(Persist persist, Place place) implements Contestant {
  private static final List<NewEvent> EVENTS = List.of(Sale.ONE);

  /** Something that is removed when it is closed. */
  interface Place extends AutoCloseable {
    @Override
    void close() throws IOException, SQLException;
  }

  /** Opens {@code url}, which is in {@code place}. */
  static Store open(String url, Place place) {
    return new Store(Persist.open(url), place);
  }

  @Override
  public Client client() {
    return new Client() {
      private final String stream = Contestant.newStream();
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
