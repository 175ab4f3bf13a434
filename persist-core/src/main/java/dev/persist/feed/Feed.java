package dev.persist.feed;

import static java.lang.System.Logger.Level.WARNING;

import dev.persist.Event;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The callbacks of one stream and the published events they have not seen yet.
 *
 * <p>There are two locks, and no thread takes one while it holds the other. One puts the queue in the order of the
 * commits. The other makes the callbacks run in the order of the queue.
 */
final class Feed {
  private static final System.Logger LOG = System.getLogger(Hub.class.getName());

  final String stream;

  /** Held from before a commit until its events are queued. */
  final ReentrantLock commits = new ReentrantLock();

  final CopyOnWriteArrayList<Consumer<Event>> callbacks = new CopyOnWriteArrayList<>();

  private final ReentrantLock delivery = new ReentrantLock();
  private final Queue<Event> queue = new ConcurrentLinkedQueue<>();

  Feed(String stream) {
    this.stream = stream;
  }

  /** Adds an event; the caller holds {@link #commits}. */
  void add(Event event) {
    queue.add(event);
  }

  /** Calls every callback for every event up to {@code seq}, or waits until the thread that is at it has done so. */
  void deliver(long seq, Consumer<Hub.Failure> failures) {
    delivery.lock();
    try {
      for (var event = queue.peek(); event != null && event.seq() <= seq; event = queue.peek()) {
        queue.remove();
        for (var callback : callbacks) {
          if (callbacks.contains(callback)) { // an earlier callback may have closed it
            call(callback, event, failures);
          }
        }
      }
    } finally {
      delivery.unlock();
    }
  }

  private static void call(Consumer<Event> callback, Event event, Consumer<Hub.Failure> failures) {
    try {
      callback.accept(event);
    } catch (Throwable e) { // also a checked exception, from a language that does not check
      report(new Hub.Failure(event, e), failures);
    }
  }

  private static void report(Hub.Failure failure, Consumer<Hub.Failure> failures) {
    try {
      failures.accept(failure);
    } catch (Throwable e) {
      e.addSuppressed(failure.cause());
      LOG.log(WARNING, "a callback failed for event " + failure.event().seq() + " of stream \""
          + failure.event().stream() + "\", and the listener for failures failed, too", e);
    }
  }
}
