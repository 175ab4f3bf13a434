package dev.persist.log;

import dev.persist.Event;
import java.util.List;

/** The events are durable, in this order, with these seqs. */
public record Appended(List<Event> events) implements ExpectResult, OnceResult {
  /** Copies the list. */
  public Appended {
    events = List.copyOf(events);
  }
}
