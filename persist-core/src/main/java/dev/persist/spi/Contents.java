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

  /**
   * Returns the part of these contents whose streams and keys begin with {@code prefix}, as the contents of a store. So an
   * export, a copy or totals of it are those of that part alone:
   *
   * <pre>{@code
   * try (var contents = store.contents().ofPrefix("tenant-7/"); var out = Files.newOutputStream(file)) {
   *   Export.write(contents, "tenant-7", out, Progress.NONE);
   * }
   * }</pre>
   *
   * <p>The part has, at the seqs that they have here:
   *
   * <ul>
   * <li>the streams whose names begin with the prefix, and the keys;
   * <li>the outcomes of the commits whose ids name such a stream. Of the events that such a commit wrote, an outcome has
   * those that are in the part. A commit whose id names another stream is not remembered;
   * <li>what persist keeps about these streams: tags, snapshots, consumers, archives, and each registered prefix that
   * begins with {@code prefix}, with its links;
   * <li>the checkpoints of the subscriptions that follow such streams. A checkpoint has its positions in the streams of
   * the part.
   * </ul>
   *
   * <p>The global order is not in it, nor are the links of a shorter prefix, since they are of other events as well. To
   * take an order along, build the prefix first ({@link dev.persist.log.EventLog#prefix}) and follow its stream.
   *
   * <p>Costs a pass over the names of the part's streams, and over all names and values that persist keeps for itself.
   *
   * @param prefix ends where a name is complete: {@code tenant-7} begins the names of {@code tenant-70} as well
   * @return contents that have these contents to themselves: closing them closes these. When this throws, these are
   *     closed
   * @throws IllegalArgumentException when {@code prefix} is empty, begins with {@code $}, or is no name within {@link
   *     dev.persist.Limits}
   * @throws StoreException.Unavailable when the store is not whole, or when a link in the part points to an event outside
   *     of it; the error names the first such link
   */
  default Contents ofPrefix(String prefix) {
    try {
      return new PrefixContents(this, prefix);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

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

  /** Lets the engine drop what only this moment needs. Closing twice is harmless. */
  @Override
  void close();
}
