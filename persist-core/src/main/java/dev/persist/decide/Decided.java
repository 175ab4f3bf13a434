package dev.persist.decide;

import dev.persist.Event;
import dev.persist.view.Projection.State;
import java.util.List;

/**
 * The outcome of a command. Only {@link Now} changed anything. A command that asks for less has fewer outcomes. A command
 * without an id has those of {@link IfAt}. One without a seq has those of {@link Once}. One with neither has those of
 * {@link Plain}.
 */
public sealed interface Decided<S, R> {
  /** The outcome of a command that a caller makes at a seq it saw. */
  sealed interface IfAt<S, R> extends Decided<S, R> {}

  /** The outcome of a command with an id. */
  sealed interface Once<S, R> extends Decided<S, R> {}

  /** The outcome of a command without an id and without a seq. */
  sealed interface Plain<S, R> extends IfAt<S, R>, Once<S, R> {}

  /**
   * The command was decided, and the events it makes happen are durable.
   *
   * @param result the result of the verdict
   * @param events the events that were appended, links included
   * @param after the state after the events, as far as they are in the command's stream or boundary, and its seq
   */
  record Now<S, R>(R result, List<Event> events, State<S> after) implements Plain<S, R> {
    /** Copies the list. */
    public Now {
      events = List.copyOf(events);
    }
  }

  /** The command took effect before, under the same id; {@code events} are those it appended then. */
  record Before<S, R>(List<Event> events) implements Once<S, R> {
    /** Copies the list. */
    public Before {
      events = List.copyOf(events);
    }
  }

  /** The command's id names another command, which took effect before. */
  record IdReused<S, R>(String key) implements Once<S, R> {}

  /** The state is at seq {@code actual}, not at the seq {@code expected} that the caller passed. */
  record Stale<S, R>(long expected, long actual) implements IfAt<S, R> {}

  /** Others changed the state each of the {@code attempts} times the command was decided; trying again is safe. */
  record Contended<S, R>(int attempts) implements Plain<S, R> {}
}
