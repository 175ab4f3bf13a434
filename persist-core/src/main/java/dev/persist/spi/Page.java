package dev.persist.spi;

import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Collects a page of heads, events, outcomes or entries. A page is full when it has as many as were asked for, or when their bytes come to
 * {@link Limits#PAGE_BYTES}. So a page fits into memory, however large its elements are. Not thread-safe.
 *
 * @param <T> the type of its elements
 */
public final class Page<T> {
  private final int limit;
  private final ToLongFunction<T> size;
  private final List<T> elements = new ArrayList<>();
  private long bytes;

  private Page(int limit, ToLongFunction<T> size) {
    this.limit = limit;
    this.size = size;
  }

  /** Begins a page of {@code limit} events at most. */
  public static Page<Event> ofEvents(int limit) {
    return new Page<>(limit, Page::bytes);
  }

  /** Begins a page of {@code limit} entries at most. */
  public static Page<Entry<Json>> ofEntries(int limit) {
    return new Page<>(limit, entry -> entry.value().size());
  }

  /** Begins a page of {@code limit} heads at most. */
  public static Page<StreamHead> ofStreams(int limit) {
    return new Page<>(limit, head -> 0);
  }

  /** Begins a page of {@code limit} outcomes at most. */
  public static Page<Outcome> ofOutcomes(int limit) {
    return new Page<>(limit, outcome -> bytes(outcome.events()));
  }

  /** Adds {@code element}. The page must not be full. */
  public void add(T element) {
    elements.add(element);
    bytes += size.applyAsLong(element);
  }

  /** Returns whether the page takes no more. */
  public boolean isFull() {
    return elements.size() >= limit || bytes >= Limits.PAGE_BYTES;
  }

  /** Returns the elements, in the order in which they were added. */
  public List<T> elements() {
    return elements;
  }

  /**
   * Returns whether {@code page}, of at most {@code limit} events, is full. A page that is not full ends its stream.
   */
  public static boolean isFull(List<Event> page, int limit) {
    return page.size() >= limit || bytes(page) >= Limits.PAGE_BYTES;
  }

  /** Returns how many bytes the data and meta of {@code events} have. */
  public static long bytes(List<Event> events) {
    return events.stream().mapToLong(Page::bytes).sum();
  }

  private static long bytes(Event event) {
    return (long) event.data().size() + event.meta().size();
  }
}
