package dev.persist.spi;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A storage engine: one way to write, a few ways to read.
 *
 * <p>Safe for use by any number of threads. A call that returns has taken effect at one point between call and return,
 * and every later read sees it. Names are ordered by code point ({@link NameOrder}). Reserved names (those starting
 * with {@code $}) are ordinary here; the facets keep callers away from them. An engine decides commits with
 * {@link Decision} and is certified by the conformance kit. Every method throws {@link StoreException.Closed} after
 * {@link #close()} and {@link StoreException.Damaged} when what is stored cannot be what was written.
 *
 * <p>The shape, one conditional write and bounded reads, is that of Equinox's store SPI.
 */
public interface Backend extends AutoCloseable {
  /**
   * Writes all of {@code commit} or nothing, and returns once that is durable.
   *
   * @throws StoreException.UnknownOutcome when it may or may not have been written
   * @throws StoreException.Failed when an earlier write failed; nothing was written
   * @throws StoreException.Refused when the engine, or the database behind it, cannot write it; nothing was written
   * @throws StoreException.Unavailable when that database cannot be reached; nothing was written
   */
  CommitResult commit(Commit commit);

  /**
   * Writes {@code commits}, 1 or more, one after another, and returns what became of the first ones, of one at least. After
   * the first that is not {@code Committed} nothing is written, since what follows was decided on what it was to write; at
   * most, retries of commits that were written before are answered. An engine makes them durable together if it can.
   *
   * @throws StoreException.UnknownOutcome when each of them may or may not have been written
   * @throws StoreException as {@link #commit} of the first of them does; nothing was written
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

  /** Returns what the commit named {@code key} on {@code stream} wrote; empty when there was none. */
  Optional<Outcome> outcome(String stream, String key);

  /**
   * Returns the stored events of {@code stream} from {@code fromSeq} on, oldest first, until there are {@code limit} (1 or
   * more) or their bytes come to {@link dev.persist.Limits#PAGE_BYTES}. A page that is not full, as {@link
   * EventPage#isFull} has it, means that the end of the stream was reached. Truncated events are absent.
   */
  List<Event> read(String stream, long fromSeq, int limit);

  /**
   * Returns the events that {@code links} point to, in the order of the links, until their bytes come to {@link
   * dev.persist.Limits#PAGE_BYTES}; then the links behind the last of them were not followed. Events that were truncated, or
   * never appended, are absent. An event that two links point to comes twice. Each event may be read at a moment of its own.
   *
   * <p>This follows one link at a time. An engine where a read costs a round trip follows all at once.
   */
  default List<Event> follow(List<Link> links) {
    var page = new EventPage(links.size());
    for (var link : links) {
      if (page.isFull()) {
        break;
      }
      read(link.stream(), link.seq(), 1).stream().filter(link::pointsTo).forEach(page::add);
    }
    return page.events();
  }

  /** Returns the last seq given out in {@code stream}, truncated or not; 0 when nothing was ever appended. */
  long lastSeq(String stream);

  /** Returns the value of {@code key}; empty when it is absent. */
  Optional<Json> get(String key);

  /** Returns at most {@code limit} streams ever appended to, in name order, those after {@code after} ("" for all). */
  List<String> streams(String after, int limit);

  /** Returns at most {@code limit} keys starting with {@code prefix}, in name order, those after {@code after}. */
  List<String> keys(String prefix, String after, int limit);

  /**
   * Waits for a commit, by any process, that a read may have missed which began after {@code seen} was returned; for
   * {@code atMost} at the longest, and not at all when {@code seen} is 0. Returns what to give as {@code seen} next time:
   * who reads all there is, then waits, and so on, misses nothing. May return without a commit.
   */
  long awaitChange(long seen, Duration atMost) throws InterruptedException;

  /**
   * Waits as {@link #awaitChange(long, Duration)} does, for a commit that changes one of {@code names}, streams or keys, if the
   * engine can tell: then a thousand who wait are not all woken by each commit. May return for another commit, or for none.
   */
  default long awaitChange(Collection<String> names, long seen, Duration atMost) throws InterruptedException {
    return awaitChange(seen, atMost);
  }

  /** Waits for the commits under way, then releases everything. Closing twice is harmless. */
  @Override
  void close();
}
