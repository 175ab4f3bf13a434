package dev.persist.log;

import dev.persist.Event;
import java.util.List;

/** Nothing was written now. The same event was appended earlier; {@code events} are the events of that append. */
public record AlreadyAppended(List<Event> events) implements OnceResult {
  /** Copies the list. */
  public AlreadyAppended {
    events = List.copyOf(events);
  }
}
