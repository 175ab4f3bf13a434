package dev.persist.spi;

import dev.persist.Event;
import dev.persist.Limits;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects a page of events, which is full when it has as many as were asked for, or {@link Limits#PAGE_BYTES}: what is read
 * at once fits into memory whatever the size of the events. For one thread.
 */
public final class EventPage {
  private final int limit;
  private final List<Event> events = new ArrayList<>();
  private long bytes;

  /** Begins a page of {@code limit} events at most. */
  public EventPage(int limit) {
    this.limit = limit;
  }

  /** Adds {@code event} to a page that is not full. */
  public void add(Event event) {
    events.add(event);
    bytes += bytes(event);
  }

  /** Returns whether it takes no more. */
  public boolean isFull() {
    return events.size() >= limit || bytes >= Limits.PAGE_BYTES;
  }

  /** Returns the events, in the order they were added. */
  public List<Event> events() {
    return events;
  }

  /** Returns whether {@code page}, of {@code limit} events at most, is full: one that is not ends its stream. */
  public static boolean isFull(List<Event> page, int limit) {
    return page.size() >= limit || bytes(page) >= Limits.PAGE_BYTES;
  }

  /** Returns how many bytes {@code events} have. */
  public static long bytes(List<Event> events) {
    return events.stream().mapToLong(EventPage::bytes).sum();
  }

  private static long bytes(Event event) {
    return (long) event.data().size() + event.meta().size();
  }
}
