package dev.persist.transfer;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.spi.Delta;
import dev.persist.spi.Loading;
import dev.persist.spi.Movable;
import dev.persist.spi.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fills a store, a batch of parts at a time. The store has the mark of {@link Loading} until the end. While a batch is written,
 * the next is filled. Not thread-safe.
 */
final class Filling implements AutoCloseable {
  static final int MOST_PARTS = 16_384;
  private static final long MOST_BYTES = 4 << 20;

  private final Movable store;
  private final String source;
  private final int mostParts;
  private final Beside writing = new Beside();
  private final long filledBefore;
  private final List<Event> events = new ArrayList<>();
  private final Map<String, Long> truncated = new HashMap<>();
  private final Map<String, Optional<Json>> values = new LinkedHashMap<>();
  private final Map<String, Long> forgotten = new HashMap<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private long parts;
  private int pending;
  private long bytes;

  /**
   * Begins to fill {@code store}, or goes on with it.
   *
   * @param source says what it is filled from
   * @throws StoreException.Unavailable when the store is not empty, and was not left by a filling from there
   */
  Filling(Movable store, String source, int mostParts) {
    this.store = store;
    this.source = source;
    this.mostParts = mostParts;
    this.filledBefore = filledBefore();
    this.parts = filledBefore;
  }

  private long filledBefore() {
    var mark = Loading.of(store);
    if (mark.isPresent() && mark.get().source().equals(source)) {
      return mark.get().parts();
    }
    if (mark.isPresent()) {
      throw new StoreException.Unavailable(
          "the store was filled from " + mark.get().source() + " in part; go on with that, or empty the store first");
    }
    try (var contents = store.contents()) {
      if (contents.streams("", 1).isEmpty() && contents.outcomes("", "", 1).isEmpty()
          && contents.entries("", 1).isEmpty()) {
        return 0;
      }
    }
    throw new StoreException.Unavailable("the store to fill is not empty; fill a new one");
  }

  /** Returns how many parts the store held when this began. */
  long before() {
    return filledBefore;
  }

  void truncate(String stream, long through) {
    truncated.put(stream, through);
    added(0);
  }

  void add(Event event) {
    events.add(event);
    added(size(event));
  }

  void add(Outcome outcome) {
    outcomes.add(outcome);
    added(outcome.events().stream().mapToLong(Filling::size).sum());
  }

  void forget(String stream, long through) {
    forgotten.merge(stream, through, Math::max);
    added(0);
  }

  void put(String key, Optional<Json> value) {
    values.put(key, value);
    added(value.map(Json::size).orElse(0));
  }

  private static long size(Event event) {
    return (long) event.data().size() + event.meta().size();
  }

  private void added(long size) {
    parts++;
    pending++;
    bytes += size;
    if (pending == mostParts || bytes >= MOST_BYTES) {
      write(Optional.of(new Loading(source, parts).json()));
    }
  }

  /** Writes what is left. The store keeps its mark. */
  void flush() {
    if (pending > 0) {
      write(Optional.of(new Loading(source, parts).json()));
    }
    writing.join();
  }

  /** Writes what is left, and makes the store whole. */
  void finish() {
    write(Optional.empty());
    writing.join();
  }

  /** Waits for the batch that is being written, so that the store can be closed. */
  @Override
  public void close() {
    writing.close();
  }

  private void write(Optional<Json> mark) {
    values.put(Loading.KEY, mark);
    var delta = new Delta(List.copyOf(events), Map.copyOf(truncated), Map.copyOf(values), Map.copyOf(forgotten),
        List.copyOf(outcomes));
    writing.run(() -> store.load(delta));
    events.clear();
    truncated.clear();
    values.clear();
    forgotten.clear();
    outcomes.clear();
    pending = 0;
    bytes = 0;
  }
}
