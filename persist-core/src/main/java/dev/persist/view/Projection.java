package dev.persist.view;

import dev.persist.Event;
import dev.persist.log.EventLog;
import java.util.function.BiFunction;

/**
 * A pure fold of a stream's events into a state: same events, same state.
 *
 * @param seed the state before any event
 * @param step what an event makes of a state; reads no clock, no randomness, nothing but its arguments
 */
public record Projection<S>(S seed, BiFunction<S, Event, S> step) {
  /**
   * A folded state and how far it has come.
   *
   * @param value the state
   * @param seq the seq of the last event folded into it; 0 when none was
   */
  public record State<S>(S value, long seq) {}

  /** Folds the stored events of {@code stream} from the seed. */
  public State<S> project(EventLog log, String stream) {
    return resume(log, stream, new State<>(seed, 0));
  }

  /** Folds the events of {@code stream} after {@code prior} onto it; {@code prior} itself is left as it is. */
  public State<S> resume(EventLog log, String stream, State<S> prior) {
    var state = prior;
    for (var events = log.readFrom(stream, prior.seq() + 1).iterator(); events.hasNext();) {
      var event = events.next();
      state = new State<>(step.apply(state.value(), event), event.seq());
    }
    return state;
  }
}
