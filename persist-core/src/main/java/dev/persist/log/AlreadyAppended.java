package dev.persist.log;

import dev.persist.Event;
import java.util.List;

/** Nothing was written now: the same was appended earlier, as these events. */
public record AlreadyAppended(List<Event> events) implements OnceResult {
  /** Copies the list. */
  public AlreadyAppended {
    events = List.copyOf(events);
  }
}
