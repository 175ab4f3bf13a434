package dev.persist.spi;

import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.internal.Pages;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * All that a store holds, as of one moment, in the same order in every engine. Others may write meanwhile. Reserved
 * names are included.
 *
 * <p>Each method returns a page: what comes after a name, {@code limit} (1 or more) elements at most. A page of events,
 * outcomes or entries also ends when its bytes come to {@link dev.persist.Limits#PAGE_BYTES}. An empty page means that
 * there is no more. Names are in name order ({@link NameOrder}). For use by one thread at a time.
 *
 * <p>A method throws {@link StoreException.Closed} after the store is closed, and {@link StoreException.Damaged} when the
 * stored data cannot be what the engine wrote.
 */
public interface Contents extends AutoCloseable {
  /** Returns the head of {@code stream}; empty when nothing was ever appended to it. */
  Optional<StreamHead> head(String stream);

  /** Returns the value of {@code key}; empty when it is absent. */
  Optional<Json> value(String key);

  /** Returns the heads of the streams after {@code stream} ("" for all). */
  List<StreamHead> streams(String stream, int limit);

  /** Returns the events after event {@code seq} of {@code stream}: the rest of that stream, then those of the next ones. */
  List<Event> events(String stream, long seq, int limit);

  /** Returns the outcomes after that of commit {@code key} on {@code stream}, in the order of stream and key. */
  List<Outcome> outcomes(String stream, String key, int limit);

  /** Returns the entries after {@code key} ("" for all). */
  List<Entry<Json>> entries(String key, int limit);

  /** Returns what is wrong with the engine's files, beyond what a read of them notices. May read all of them. */
  default List<String> fileProblems() {
    return List.of();
  }

  /** Returns the heads of all streams, and reads a page at a time. */
  default Stream<StreamHead> streams() {
    return pages(last -> streams(last.map(StreamHead::stream).orElse(""), Pages.SIZE));
  }

  /** Returns the events of all streams, and reads a page at a time. */
  default Stream<Event> events() {
    return pages(last -> events(last.map(Event::stream).orElse(""), last.map(Event::seq).orElse(0L), Pages.SIZE));
  }

  /** Returns the outcomes of all commits, and reads a page at a time. */
  default Stream<Outcome> outcomes() {
    return pages(last -> last.map(Outcome::id)
        .map(id -> outcomes(id.stream(), id.key(), Pages.SIZE))
        .orElseGet(() -> outcomes("", "", Pages.SIZE)));
  }

  /** Returns all entries, and reads a page at a time. */
  default Stream<Entry<Json>> entries() {
    return pages(last -> entries(last.map(Entry::key).orElse(""), Pages.SIZE));
  }

  private static <T> Stream<T> pages(Function<Optional<T>, List<T>> pageAfter) {
    return Pages.pages(last -> {
      var page = pageAfter.apply(last);
      return new Pages.Part<>(page, !page.isEmpty());
    });
  }

  /** Lets the engine drop what only this moment needs. */
  @Override
  void close();
}
