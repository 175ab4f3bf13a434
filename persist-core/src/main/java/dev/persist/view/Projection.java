package dev.persist.view;

import dev.persist.Event;
import dev.persist.log.EventLog;
import dev.persist.log.EventTypes;
import dev.persist.log.Linked;
import dev.persist.log.Timeline;
import dev.persist.log.TruncatedException;
import dev.persist.log.Upcasters;
import java.time.Instant;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * A pure fold of events into a state: the same events give the same state. It holds one page of events in memory,
 * however many it folds.
 *
 * <p>A projection follows links, and also folds events that compaction archived. A fold that would miss events is
 * refused with {@link IllegalStateException}, since a state without them would be wrong.
 *
 * @param seed the state before any event
 * @param step gives the state after an event; reads no clock, no randomness, nothing but its arguments
 */
public record Projection<S>(S seed, BiFunction<S, Event, S> step) {
  /**
   * A folded state and how far it has come.
   *
   * @param value the state
   * @param seq the seq of the last event folded into it, or of the link to it; 0 when none was
   */
  public record State<S>(S value, long seq) {}

  /** Returns the fold of events of {@code types}; an event of any other type is an {@link IllegalStateException}. */
  public static <S, E> Projection<S> of(EventTypes<E> types, S seed, BiFunction<S, E, S> evolve) {
    return new Projection<>(seed, (state, event) -> evolve.apply(state, types.read(event)));
  }

  /** Returns this projection for events that {@code upcasters} first lift to the shape it knows. */
  public Projection<S> lifting(Upcasters upcasters) {
    return new Projection<>(seed, (state, event) -> step.apply(state, upcasters.lift(event)));
  }

  /** Folds the events of {@code stream} from the seed, and returns the state alone. */
  public S fold(EventLog log, String stream) {
    return project(log, stream).value();
  }

  /** Folds the events of {@code stream} from the seed. */
  public State<S> project(EventLog log, String stream) {
    return project(log.timeline(stream));
  }

  /** Folds the events of {@code stream} after {@code prior} onto it; does not change {@code prior}. */
  public State<S> resume(EventLog log, String stream, State<S> prior) {
    return resume(log.timeline(stream), prior);
  }

  /** Folds all events of {@code timeline} from the seed. */
  public State<S> project(Timeline timeline) {
    return resume(timeline, new State<>(seed, 0));
  }

  /** Folds the events of {@code timeline} from the seed up to and including {@code seq}: the state that it had then. */
  public State<S> project(Timeline timeline, long seq) {
    return resume(timeline, new State<>(seed, 0), seq);
  }

  /** Folds the events of {@code timeline} after {@code prior} onto it; does not change {@code prior}. */
  public State<S> resume(Timeline timeline, State<S> prior) {
    return resume(timeline, prior, Long.MAX_VALUE);
  }

  /** As {@link #asOf(Timeline, Instant)}, for the events of {@code stream}. */
  public State<S> asOf(EventLog log, String stream, Instant at) {
    return asOf(log.timeline(stream), at);
  }

  /**
   * Folds {@code timeline} as of {@code at}: its events in their order, before the first that is dated later than
   * {@code at}. So the result is a state that the stream once had, also when callers dated events out of order. Costs a
   * pass over these events, since a snapshot does not say how its events are dated.
   */
  public State<S> asOf(Timeline timeline, Instant at) {
    return resume(timeline, new State<>(seed, 0), Long.MAX_VALUE, event -> event.at().isAfter(at));
  }

  /** As {@link #resume(Timeline, State)}, but folds no event after {@code through}. */
  State<S> resume(Timeline timeline, State<S> prior, long through) {
    return resume(timeline, prior, through, event -> false);
  }

  private State<S> resume(Timeline timeline, State<S> prior, long through, Predicate<Event> end) {
    var last = Math.min(timeline.position(), through);
    var state = prior;
    for (var rest = timeline.readFrom(prior.seq() + 1).iterator(); state.seq() < through && rest.hasNext();) {
      var next = rest.next();
      requireNext(timeline.stream(), state, next.position());
      var event = switch (next) {
        case Linked.Present present -> present.event();
        case Linked.Compacted(var position, var origin, var seq) -> throw truncated(seq, seq, origin);
      };
      if (end.test(event)) {
        return state;
      }
      state = new State<>(step.apply(state.value(), event), next.position());
    }
    if (state.seq() < last) {
      requireNext(timeline.stream(), state, last + 1);
    }
    return state;
  }

  private static void requireNext(String stream, State<?> state, long seq) {
    if (seq != state.seq() + 1) {
      throw truncated(state.seq() + 1, seq - 1, stream);
    }
  }

  private static TruncatedException truncated(long from, long to, String stream) {
    return new TruncatedException(from, to, stream,
        "resume from a later state, or open the store with the archive");
  }
}
