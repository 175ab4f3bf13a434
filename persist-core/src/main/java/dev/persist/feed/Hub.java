package dev.persist.feed;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.NewEvent;
import dev.persist.Op;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.internal.Reserved;
import dev.persist.spi.StackRoom;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events and calls the callbacks that were subscribed to their streams, in this process.
 *
 * <p>Callbacks run once the commit is durable, on a thread that publishes, and have run when {@code publish} returns.
 * For one stream they run one event after the other, in stream order, and threads that publish to it take turns. For
 * different streams they run at the same time.
 *
 * <p>A callback may publish: the callbacks of those events run after it has returned. A callback must not wait for
 * another thread that publishes. A callback that throws is reported, and no event and no other callback is lost.
 *
 * <p>The hub does not see appends that bypass it. When the process ends, callbacks that had not been called yet are not
 * called later; a view catches up when it is next refreshed. Safe for use by any thread.
 */
public final class Hub {
  /** The deliveries to make when the callback that this thread runs has returned; null outside of callbacks. */
  private static final ThreadLocal<@Nullable Queue<Runnable>> AFTER_CALLBACK = new ThreadLocal<>();

  private final Persist store;
  private final Consumer<Failure> failures;
  private final ConcurrentMap<String, Feed> feeds = new ConcurrentHashMap<>();

  /**
   * Creates a hub over {@code store}, which the caller closes.
   *
   * @param failures is told of each callback that threw, on the thread it ran on. When it throws itself, that is
   *     logged, and no event and no other callback is lost
   */
  public Hub(Persist store, Consumer<Failure> failures) {
    this.store = store;
    this.failures = failures;
  }

  /** A callback threw {@code cause} for {@code event}; the event is durable nevertheless. */
  public record Failure(Event event, Throwable cause) {}

  /** A callback's place in the hub. */
  public interface Registration extends AutoCloseable {
    /** Ends the calls; one that is under way goes on. Closing twice is harmless. */
    @Override
    void close();
  }

  /**
   * Calls {@code callback} for each event published to {@code stream} from now on, after the callbacks subscribed
   * before.
   *
   * @throws IllegalArgumentException when {@code stream} is reserved, or holds the links of a prefix
   */
  public Registration subscribe(String stream, Consumer<Event> callback) {
    if (Reserved.isPrefix(stream)) {
      throw new IllegalArgumentException("the stream \"" + stream
          + "\" holds the links of a prefix, which a hub does not publish; follow it with a subscription");
    }
    var callbacks = feeds.computeIfAbsent(Reserved.refuseButLinks(stream), Feed::new).callbacks;
    Consumer<Event> mine = event -> callback.accept(event); // closing this one must not end another one's calls
    callbacks.add(mine);
    return () -> callbacks.remove(mine);
  }

  /** Returns how many callbacks {@code stream} has. */
  public int subscribers(String stream) {
    var feed = feeds.get(stream);
    return feed == null ? 0 : feed.callbacks.size();
  }

  /** Appends one event to {@code stream}, calls its callbacks and returns it. */
  public Event publish(String stream, String type, Instant at, Object data) {
    return switch (publish(Commit.builder().append(stream, NewEvent.of(type, at, data)).build())) {
      case CommitResult.Committed(var events) -> events.getFirst();
      case CommitResult other -> throw new IllegalStateException("an unconditional append gave " + other);
    };
  }

  /**
   * Commits {@code commit} and calls the callbacks of the events it wrote. Calls none when the outcome is not {@code
   * Committed}.
   *
   * @throws StoreException.UnknownOutcome when it may or may not have been written; no callback was called
   */
  public CommitResult publish(Commit commit) {
    StackRoom.require(); // or this thread may never unlock
    var involved = involved(commit);
    var result = commit(commit, involved);
    if (result instanceof CommitResult.Committed(var events)) {
      deliver(involved.values().stream().<Runnable>map(feed -> {
        var mine = events.stream().filter(event -> event.stream().equals(feed.stream));
        var last = mine.mapToLong(Event::seq).max().orElseThrow();
        return () -> feed.deliver(last, failures);
      }).toList());
    }
    return result;
  }

  /** Sorted, so that all threads lock the feeds in one order. */
  private SortedMap<String, Feed> involved(Commit commit) {
    var involved = new TreeMap<String, Feed>();
    commit.ops().stream().flatMap(Hub::appendedTo).forEach(stream -> {
      var feed = feeds.get(stream);
      if (feed != null) {
        involved.put(stream, feed);
      }
    });
    return involved;
  }

  private static Stream<String> appendedTo(Op op) {
    return switch (op) {
      case Op.Append append -> Stream.of(append.stream());
      case Op.Link link -> Stream.of(link.stream());
      case Op.LinkTo link -> Stream.of(link.stream());
      default -> Stream.empty();
    };
  }

  /** Locks and unlocks without a lambda, whose first use takes more stack than there may be. */
  private CommitResult commit(Commit commit, SortedMap<String, Feed> involved) {
    for (var feed : involved.values()) {
      feed.commits.lock();
    }
    try {
      var result = store.commit(commit);
      if (result instanceof CommitResult.Committed(var events)) {
        for (var event : events) {
          var feed = involved.get(event.stream());
          if (feed != null) {
            feed.add(event);
          }
        }
      }
      return result;
    } finally {
      for (var feed : involved.values()) {
        feed.commits.unlock();
      }
    }
  }

  private static void deliver(List<Runnable> deliveries) {
    var outer = AFTER_CALLBACK.get();
    if (outer != null) {
      outer.addAll(deliveries);
      return;
    }
    var waiting = new ArrayDeque<>(deliveries);
    AFTER_CALLBACK.set(waiting);
    try {
      for (var next = waiting.poll(); next != null; next = waiting.poll()) {
        next.run();
      }
    } finally {
      AFTER_CALLBACK.remove();
    }
  }
}
