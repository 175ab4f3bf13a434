package dev.persist.decide;

import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.Guard;
import dev.persist.Persist;
import dev.persist.log.EventTypes;
import dev.persist.spi.Recent;
import dev.persist.view.Projection;
import dev.persist.view.Projection.State;
import dev.persist.view.Snapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Decides commands on the state of a stream, and appends what they make happen if nothing else happened meanwhile; if
 * something did, folds that and decides again.
 *
 * <p>The states of the streams decided on last are kept, so that a decision costs one commit, however long its stream is.
 * They may be behind: the commit finds out, also when the verdict is that nothing happens, so that each result is right at
 * one point between call and return. Safe for use by any thread; the functions given to it are called by any, and read
 * nothing but their arguments.
 *
 * <p>Those who were overtaken take turns, so that of many who race in one process each decides about twice.
 *
 * <p>The pattern, a pure {@code decide} and {@code evolve}, is Jérémie Chassaing's Decider; the loop is that of Equinox.
 *
 * @param <S> the state
 * @param <E> the events, a sealed interface of records
 */
public final class Decider<S, E> {
  private static final int KEPT = 1_000;

  private final Persist store;
  private final EventTypes<E> types;
  private final Projection<S> projection;
  private final Function<String, Optional<State<S>>> snapshot;
  private final Links<E> links;
  private final Patience patience;
  private final Turns turns = new Turns();
  private final Map<String, State<S>> kept = Collections.synchronizedMap(new Recent<>(KEPT));

  /**
   * Creates one over {@code store}, which the caller closes.
   *
   * @param seed the state before any event
   * @param evolve what an event makes of a state
   */
  public Decider(Persist store, EventTypes<E> types, S seed, BiFunction<S, E, S> evolve) {
    this(store, types, Projection.of(types, seed, evolve), stream -> Optional.empty(), Links.none(), Patience.USUAL);
  }

  private Decider(
      Persist store,
      EventTypes<E> types,
      Projection<S> projection,
      Function<String, Optional<State<S>>> snapshot,
      Links<E> links,
      Patience patience) {
    this.store = store;
    this.types = types;
    this.projection = projection;
    this.snapshot = snapshot;
    this.links = links;
    this.patience = patience;
  }

  /** Returns this decider with {@code snapshots} to begin with, of a stream whose state is not kept. */
  public Decider<S, E> startingFrom(Snapshots<S> snapshots) {
    return new Decider<>(store, types, projection, snapshots::load, links, patience);
  }

  /**
   * Returns this decider with a link into each of {@code streams} for each event it appends, by the same commit:
   * {@code linking("ledger")}, or {@code linking(Event.GLOBAL)} for a place in the global order. A verdict without events
   * links nothing.
   *
   * @throws IllegalArgumentException when a stream starts with {@code $} and is not the global order or that
   *     of a tag
   */
  public Decider<S, E> linking(String... streams) {
    return linking(Links.always(streams));
  }

  /** As {@link #linking(String...)}, into the streams that {@code streams} gives for the event; storage format. */
  public Decider<S, E> linking(Function<E, Set<String>> streams) {
    return new Decider<>(store, types, projection, snapshot, links.and(streams), patience);
  }

  /**
   * Returns this decider with another patience; without, it decides up to 100 times and does not pause.
   *
   * @param attempts how often a command is decided before it is {@link Decided.Contended}, 1 or more
   * @param pause how long to wait after so many attempts, where jitter belongs; an interrupt ends it
   */
  public Decider<S, E> retrying(int attempts, IntFunction<Duration> pause) {
    return new Decider<>(store, types, projection, snapshot, links, new Patience(attempts, pause));
  }

  /** Returns how this decider folds, to use it for snapshots. */
  public Projection<S> projection() {
    return projection;
  }

  /** Returns the current state of {@code stream}, and its seq. */
  public State<S> state(String stream) {
    var known = kept.get(stream);
    return forward(stream, known != null ? known : start(stream));
  }

  /**
   * Returns the state of {@code stream} as of {@code at}: before its first event that is dated later. Costs a pass over the
   * events, and begins with no snapshot.
   *
   * @throws IllegalStateException when some of them were truncated
   */
  public State<S> asOf(String stream, Instant at) {
    return projection.asOf(store.log(), stream, at);
  }

  private State<S> start(String stream) {
    return snapshot.apply(stream).orElse(new State<>(projection.seed(), 0));
  }

  /** Returns a command on {@code stream}. */
  public Command<S, E> on(String stream) {
    return new Command<>(store, new OfStream(stream), patience, turns.of(stream));
  }

  private State<S> forward(String stream, State<S> from) {
    try {
      return keep(stream, projection.resume(store.log(), stream, from));
    } catch (IllegalStateException e) {
      var start = start(stream);
      if (start.seq() <= from.seq()) {
        throw e;
      }
      return forward(stream, start); // the events went into a snapshot
    }
  }

  /** Keeps the newest: of two that decide at a time, the slower must not take it back. */
  private State<S> keep(String stream, State<S> state) {
    kept.merge(stream, state, (before, now) -> now.seq() > before.seq() ? now : before);
    return state;
  }

  private final class OfStream implements Basis<S, E> {
    private final String stream;

    OfStream(String stream) {
      this.stream = stream;
    }

    @Override
    public Optional<Seen<S>> kept() {
      return Optional.ofNullable(kept.get(stream)).map(this::seen);
    }

    @Override
    public Seen<S> see() {
      return seen(state(stream));
    }

    @Override
    public Seen<S> see(Seen<S> seen) {
      var known = kept.get(stream);
      return seen(forward(stream, known != null && known.seq() > seen.state().seq() ? known : seen.state()));
    }

    @Override
    public void append(Commit.Builder commit, E event, Instant at) {
      commit.append(stream, types.write(event, at));
      links.add(commit, event);
    }

    @Override
    public State<S> after(Seen<S> seen, List<Event> appended) {
      var state = seen.state();
      for (var event : appended) {
        if (event.stream().equals(stream) && event.type().equals(Event.LINK)) {
          return forward(stream, seen.state()); // which follows the link
        }
        if (event.stream().equals(stream)) {
          state = new State<>(projection.step().apply(state.value(), event), event.seq());
        }
      }
      return keep(stream, state);
    }

    private Seen<S> seen(State<S> state) {
      return new Seen<>(state, List.of(Guard.streamAt(stream, state.seq())));
    }
  }
}
