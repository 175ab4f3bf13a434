package dev.persist.app.inspect;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.persist.Event;
import dev.persist.log.Linked;
import org.jspecify.annotations.Nullable;

/**
 * A place in the global order, as JSON.
 *
 * @param event the event at this place; absent when it was dropped
 * @param dropped which event was at this place, if it was dropped
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Place(long position, @Nullable Event event, @Nullable Dropped dropped) {
  record Dropped(String stream, long seq) {}

  static Place of(Linked linked) {
    return switch (linked) {
      case Linked.Present(var position, var event) -> new Place(position, event, null);
      case Linked.Compacted(var position, var stream, var seq) ->
        new Place(position, null, new Dropped(stream, seq));
    };
  }
}
