package dev.persist.log;

import dev.persist.Event;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Turns events that were written long ago into the current shape. Stored events never change.
 *
 * <p>Each upcaster handles one type. It gives the event its next shape, possibly under another type. Upcasters are
 * applied in the order in which they were added, so that chains of versions work. An upcaster must be pure, and must
 * leave events of the current shape as they are. Immutable.
 */
public final class Upcasters {
  /** Leaves every event as it is. */
  public static final Upcasters NONE = new Upcasters(List.of());

  private final List<Step> steps;

  private Upcasters(List<Step> steps) {
    this.steps = steps;
  }

  private record Step(String type, UnaryOperator<Event> upcaster) {
    Event lift(Event event) {
      return event.type().equals(type)
          ? Objects.requireNonNull(upcaster.apply(event), "it returned null; return the event")
          : event;
    }
  }

  /** Returns these upcasters and, after them, {@code upcaster} for events of type {@code type}. */
  public Upcasters with(String type, UnaryOperator<Event> upcaster) {
    return new Upcasters(Stream.concat(steps.stream(), Stream.of(new Step(type, upcaster))).toList());
  }

  /**
   * Returns {@code event} in its current shape.
   *
   * @throws UnreadableException naming the event, when an upcaster throws (that is the cause), returns null, or moves
   *     the event to another stream or seq
   */
  public Event lift(Event event) {
    var lifted = event;
    for (var step : steps) {
      try {
        lifted = step.lift(lifted);
      } catch (RuntimeException e) {
        throw new UnreadableException("the upcaster of \"" + step.type + "\" failed for " + where(event) + ": " + e,
            e);
      }
    }
    if (lifted.seq() != event.seq() || !lifted.stream().equals(event.stream())) {
      throw new UnreadableException(
          "an upcaster moved " + where(event) + " to " + where(lifted) + "; it must keep the stream and the seq");
    }
    return lifted;
  }

  private static String where(Event event) {
    return "event " + event.seq() + " of stream \"" + event.stream() + '"';
  }

  /** Returns the events of {@code stream} in their current shape, oldest first. */
  public Stream<Event> read(EventLog log, String stream) {
    return log.readWithArchive(stream, 1).map(this::lift);
  }
}
