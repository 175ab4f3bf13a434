package dev.persist.spi;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A storage engine. It has one way to write and a few ways to read.
 *
 * <p>Safe for use by any number of threads. A call that returns has taken effect at one point between call and return,
 * and every later read sees it. Names are ordered by code point ({@link NameOrder}). Reserved names (those that start
 * with {@code $}) are ordinary names here; the facets keep callers away from them.
 *
 * <p>An engine decides commits with {@link Decision}, and the conformance kit certifies it. Every method throws {@link
 * StoreException.Closed} after {@link #close()}, and {@link StoreException.Damaged} when the stored data cannot be what
 * the engine wrote.
 *
 * <p>The shape, one conditional write and bounded reads, is that of Equinox's store SPI.
 */
public interface Backend extends AutoCloseable {
  /**
   * Writes all of {@code commit} or nothing. Returns once the write is durable.
   *
   * @throws StoreException.UnknownOutcome when the commit may or may not have been written
   * @throws StoreException.Failed when an earlier write failed; nothing was written
   * @throws StoreException.Refused when the engine, or the database behind it, cannot write the commit; nothing was
   *     written
   * @throws StoreException.Unavailable when the database behind the engine cannot be reached; nothing was written
   */
  CommitResult commit(Commit commit);

  /**
   * Writes {@code commits} (1 or more) in list order. Returns the results of the first commits, of at least one.
   *
   * <p>After the first result that is not {@code Committed}, nothing more is written, because the later commits were
   * decided on what that commit would write. The list may go on only with answers to retries of commits that were
   * written before. An engine makes the commits durable together if it can.
   *
   * @throws StoreException.UnknownOutcome when each of the commits may or may not have been written
   * @throws StoreException as {@link #commit} throws for the first commit; nothing was written
   */
  default List<CommitResult> commitInOrder(List<Commit> commits) {
    var results = new ArrayList<CommitResult>();
    for (var commit : commits) {
      try {
        results.add(commit(commit));
      } catch (StoreException e) {
        if (results.isEmpty() || e instanceof StoreException.UnknownOutcome) {
          throw e;
        }
        break;
      }
      if (!(results.getLast() instanceof CommitResult.Committed)) {
        break;
      }
    }
    return results;
  }

  /** Returns what the commit named {@code key} on {@code stream} wrote; empty when there was no such commit. */
  Optional<Outcome> outcome(String stream, String key);

  /**
   * Returns the stored events of {@code stream} from {@code fromSeq} on, oldest first. The page ends at {@code limit}
   * (1 or more) events, or when their bytes come to {@link dev.persist.Limits#PAGE_BYTES}. A page that is not full
   * ({@link Page#isFull}) means that the end of the stream was reached. Truncated events are absent.
   */
  List<Event> read(String stream, long fromSeq, int limit);

  /**
   * Returns the events that {@code links} point to, in the order of the links. The page ends when the bytes of its
   * events come to {@link dev.persist.Limits#PAGE_BYTES}; the links after that of its last event were not followed.
   *
   * <p>An event that was truncated or never appended is absent. An event that two links point to comes twice. Each
   * event may be read at a different moment.
   *
   * <p>This method follows one link at a time. An engine whose reads cost a round trip overrides it and follows all
   * links at once.
   */
  default List<Event> follow(List<Link> links) {
    var page = Page.ofEvents(links.size());
    for (var link : links) {
      if (page.isFull()) {
        break;
      }
      read(link.stream(), link.seq(), 1).stream().filter(link::pointsTo).forEach(page::add);
    }
    return page.elements();
  }

  /** Returns the last seq given out in {@code stream}, truncated or not; 0 when nothing was ever appended. */
  long lastSeq(String stream);

  /** Returns the value of {@code key}; empty when it is absent. */
  Optional<Json> get(String key);

  /**
   * Returns the streams ever appended to that come after {@code after} ("" for all), in name order: {@code limit} at
   * most.
   */
  List<String> streams(String after, int limit);

  /**
   * Returns the entries whose keys start with {@code prefix} and come after {@code after} ("" for all), in name order.
   * The page ends when it has {@code limit} entries (1 or more), or when the bytes of their values come to {@link
   * dev.persist.Limits#PAGE_BYTES}. All entries are as of one moment. An empty page means that there are no more.
   */
  List<Entry<Json>> entries(String prefix, String after, int limit);

  /**
   * Returns the keys that start with {@code prefix} and come after {@code after}, in name order: {@code limit} at most.
   */
  default List<String> keys(String prefix, String after, int limit) {
    var keys = new ArrayList<String>();
    for (var last = after; keys.size() < limit; last = keys.getLast()) {
      var page = Page.ofEntries(limit - keys.size());
      for (var entry : entries(prefix, last, limit - keys.size())) {
        keys.add(entry.key());
        page.add(entry);
      }
      if (!page.isFull()) {
        break;
      }
    }
    return keys;
  }

  /**
   * Waits for a commit, by any process, that the caller may not have read yet. Waits for {@code atMost} at the longest,
   * and not at all when {@code seen} is 0. May return without a commit.
   *
   * <p>Returns the value to pass as {@code seen} next time. A commit wakes the caller if a read that began after {@code
   * seen} was returned may have missed it. A caller that reads all there is, waits, and repeats this misses no commit.
   */
  long awaitChange(long seen, Duration atMost) throws InterruptedException;

  /**
   * Waits as {@link #awaitChange(long, Duration)} does, for a commit that changes one of {@code names}, which are
   * streams or keys. An engine that can tell wakes only the callers that wait for a changed name, so that one commit
   * does not wake a thousand of them. May return for another commit, or for none.
   */
  default long awaitChange(Collection<String> names, long seen, Duration atMost) throws InterruptedException {
    return awaitChange(seen, atMost);
  }

  /** Waits for the commits under way, then releases everything. Closing twice is harmless. */
  @Override
  void close();
}
