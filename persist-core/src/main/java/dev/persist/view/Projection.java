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

  /**
   * Folds the events of {@code stream} from the seed.
   *
   * @throws IllegalStateException when some were truncated: a state without them would be wrong
   */
  public State<S> project(EventLog log, String stream) {
    return resume(log, stream, new State<>(seed, 0));
  }

  /**
   * Folds the events of {@code stream} after {@code prior} onto it; {@code prior} itself is left as it is.
   *
   * @throws IllegalStateException when some of them were truncated: a state without them would be wrong
   */
  public State<S> resume(EventLog log, String stream, State<S> prior) {
    var last = log.lastSeq(stream);
    var state = prior;
    for (var events = log.readFrom(stream, prior.seq() + 1).iterator(); events.hasNext();) {
      var event = events.next();
      requireNext(stream, state, event.seq());
      state = new State<>(step.apply(state.value(), event), event.seq());
    }
    if (state.seq() < last) {
      requireNext(stream, state, last + 1);
    }
    return state;
  }

  private static void requireNext(String stream, State<?> state, long seq) {
    if (seq != state.seq() + 1) {
      throw new IllegalStateException("events " + (state.seq() + 1) + " to " + (seq - 1) + " of stream \"" + stream
          + "\" were truncated; resume from a state that has them");
    }
  }
}
