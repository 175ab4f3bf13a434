package dev.persist.app.inspect;

import dev.persist.Persist;
import dev.persist.app.web.Answers;
import dev.persist.log.Linked;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The newest events of the global order, which one listener reads from the store for all of them: a listener that has them all becomes
 * the reader if there is none. So a thousand listeners read as much as one does, and without a listener nobody reads. A listener that
 * is further behind than what is kept here reads the store itself, so it holds up no other. Thread-safe.
 */
final class Newest {
  private static final int MOST = 1_000;
  private static final int MOST_CHARACTERS = 8 << 20;
  /** What a listener has in its hands while its caller is slow: so many characters, or one event. */
  private static final int AT_ONCE = 1 << 16;

  private final Persist store;
  private final GlobalOrder order;
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** All that comes after {@link #start}, up to and including {@link #end}. */
  private final Deque<Told> kept = new ArrayDeque<>();
  private long start;
  private long end;
  private int characters;
  private boolean reading;
  /** What the store gave to wait with; 0 when there may be more to read. Only the reader uses it. */
  private long seen;

  Newest(Persist store, GlobalOrder order) {
    this.store = store;
    this.order = order;
  }

  /** A place in the order, and the JSON of it. */
  record Told(long position, String json) {
    static Told of(Linked linked) {
      return new Told(linked.position(), Answers.json(Place.of(linked)));
    }
  }

  /**
   * Returns the first of what comes after {@code position}. Waits for it, about {@code atMost}; empty when nothing came.
   *
   * @param position not after the end of the order
   * @throws InterruptedException when the thread is interrupted while it waits
   */
  List<Told> after(long position, Duration atMost) throws InterruptedException {
    boolean isReader;
    lock.lock();
    try {
      for (var left = atMost.toNanos(); position >= end && reading && left > 0;) {
        left = changed.awaitNanos(left);
      }
      isReader = position >= end;
      if (isReader && reading) {
        return List.of();
      }
      if (isReader) {
        reading = true;
        skipTo(position);
      } else if (position >= start) {
        return atOnce(keptAfter(position).stream());
      }
    } finally {
      lock.unlock();
    }
    return isReader ? read(position, atMost) : atOnce(stored(position));
  }

  /** Forgets what is kept if a caller has seen more: nobody read meanwhile. */
  private void skipTo(long position) {
    if (position > end) {
      kept.clear();
      characters = 0;
      start = position;
      end = position;
    }
  }

  private Deque<Told> keptAfter(long position) {
    var after = new ArrayDeque<Told>();
    for (var newest = kept.descendingIterator(); newest.hasNext();) {
      var told = newest.next();
      if (told.position <= position) {
        break;
      }
      after.addFirst(told);
    }
    return after;
  }

  private Stream<Told> stored(long position) {
    return order.timeline().page(position + 1).stream().map(Told::of);
  }

  private static List<Told> atOnce(Stream<Told> all) {
    var some = new ArrayList<Told>();
    var length = 0;
    for (var each = all.iterator(); length < AT_ONCE && each.hasNext();) {
      some.add(each.next());
      length += some.getLast().json.length();
    }
    return some;
  }

  private List<Told> read(long position, Duration atMost) throws InterruptedException {
    var page = List.<Told>of();
    try {
      var next = store.awaitChange(seen, atMost);
      seen = 0; // until a page shows that there is no more
      page = stored(position).toList();
      seen = page.isEmpty() ? next : 0;
      return atOnce(page.stream());
    } finally {
      lock.lock();
      try {
        reading = false;
        keep(page);
      } finally {
        lock.unlock();
      }
    }
  }

  private void keep(List<Told> page) {
    for (var told : page) {
      kept.add(told);
      characters += told.json.length();
      end = told.position;
    }
    while (kept.size() > MOST || (characters > MOST_CHARACTERS && kept.size() > 1)) {
      var oldest = kept.remove();
      characters -= oldest.json.length();
      start = oldest.position;
    }
    if (page.isEmpty()) {
      changed.signal(); // another may be the reader
    } else {
      changed.signalAll();
    }
  }
}
