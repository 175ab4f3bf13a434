package dev.persist.spi;

import dev.persist.Event;
import dev.persist.Limits;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects a page of events. A page is full when it has as many events as were asked for, or when their bytes come to
 * {@link Limits#PAGE_BYTES}. So a page fits into memory, however large its events are. Not thread-safe.
 */
public final class EventPage {
  private final int limit;
  private final List<Event> events = new ArrayList<>();
  private long bytes;

  /** Begins a page of {@code limit} events at most. */
  public EventPage(int limit) {
    this.limit = limit;
  }

  /** Adds {@code event}. The page must not be full. */
  public void add(Event event) {
    events.add(event);
    bytes += bytes(event);
  }

  /** Returns whether the page takes no more events. */
  public boolean isFull() {
    return events.size() >= limit || bytes >= Limits.PAGE_BYTES;
  }

  /** Returns the events, in the order in which they were added. */
  public List<Event> events() {
    return events;
  }

  /**
   * Returns whether {@code page}, of at most {@code limit} events, is full. A page that is not full ends its stream.
   */
  public static boolean isFull(List<Event> page, int limit) {
    return page.size() >= limit || bytes(page) >= Limits.PAGE_BYTES;
  }

  /** Returns how many bytes the data and meta of {@code events} have. */
  public static long bytes(List<Event> events) {
    return events.stream().mapToLong(EventPage::bytes).sum();
  }

  private static long bytes(Event event) {
    return (long) event.data().size() + event.meta().size();
  }
}
