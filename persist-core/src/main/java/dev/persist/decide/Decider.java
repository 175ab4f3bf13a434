package dev.persist.decide;

import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.Guard;
import dev.persist.Op;
import dev.persist.Persist;
import dev.persist.log.EventTypes;
import dev.persist.log.TruncatedException;
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
 * <p>The commands of one process on one stream are decided in turn, first come, first served, each by its own thread on what
 * the one before makes of the state. Those that wait for each other are written together and share a sync, so a stream on
 * which all are set takes many commands a second. A function that waits for another thread which decides on the same stream
 * never ends. An event that cannot be folded is not written.
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
  private final Turns<S> turns = new Turns<>();
  private final Map<String, Kept<S>> kept = Collections.synchronizedMap(new Recent<>(KEPT));

  /**
   * A state that was current once.
   *
   * @param behind whether it is known not to be, or may not be after a fault
   */
  private record Kept<S>(State<S> state, boolean behind) {}

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
    return forward(stream, known != null ? known.state : start(stream));
  }

  /**
   * Returns the state of {@code stream} as of {@code at}: before its first event that is dated later. Costs a pass over the
   * events, and begins with no snapshot.
   *
   * @throws TruncatedException when some of them were truncated
   */
  public State<S> asOf(String stream, Instant at) {
    return projection.asOf(store.log(), stream, at);
  }

  private State<S> start(String stream) {
    return snapshot.apply(stream).orElse(new State<>(projection.seed(), 0));
  }

  /** Returns a command on {@code stream}. */
  public Command<S, E> on(String stream) {
    return new Command<>(store, new OfStream(stream), patience, turns, stream);
  }

  private State<S> forward(String stream, State<S> from) {
    try {
      return keep(stream, projection.resume(store.log(), stream, from));
    } catch (TruncatedException e) {
      var start = start(stream);
      if (start.seq() <= from.seq()) {
        throw e;
      }
      return forward(stream, start); // the events went into a snapshot
    }
  }

  /** Keeps the newest: of two that decide at a time, the slower must not take it back. */
  private State<S> keep(String stream, State<S> state) {
    kept.merge(stream, new Kept<>(state, false), (before, now) -> now.state.seq() >= before.state.seq() ? now : before);
    return state;
  }

  private final class OfStream implements Basis<S, E> {
    private final String stream;

    OfStream(String stream) {
      this.stream = stream;
    }

    @Override
    public Optional<Seen<S>> kept() {
      return Optional.ofNullable(kept.get(stream)).filter(known -> !known.behind).map(known -> seen(known.state));
    }

    @Override
    public Seen<S> see() {
      return seen(state(stream));
    }

    @Override
    public void append(Commit.Builder commit, E event, Instant at) {
      commit.append(stream, types.write(event, at));
      links.add(commit, event);
    }

    @Override
    public Optional<Seen<S>> expect(Seen<S> seen, Commit commit) {
      if (commit.ops().stream().anyMatch(this::isLink)) {
        return Optional.empty(); // what it points to has to be read
      }
      var state = seen.state();
      for (var op : commit.ops()) {
        if (op instanceof Op.Append append && append.stream().equals(stream)) {
          var event = append.event(state.seq() + 1);
          state = new State<>(projection.step().apply(state.value(), event), event.seq());
        }
      }
      return Optional.of(seen(state));
    }

    private boolean isLink(Op op) {
      return switch (op) {
        case Op.Link link -> link.stream().equals(stream);
        case Op.LinkTo link -> link.stream().equals(stream);
        default -> false;
      };
    }

    @Override
    public void settle(Optional<Seen<S>> now) {
      if (now.isPresent()) {
        keep(stream, now.get().state());
      } else {
        kept.computeIfPresent(stream, (same, known) -> new Kept<>(known.state, true));
      }
    }

    @Override
    public State<S> after(Seen<S> seen, List<Event> appended) {
      return forward(stream, seen.state());
    }

    private Seen<S> seen(State<S> state) {
      return new Seen<>(state, List.of(Guard.streamAt(stream, state.seq())));
    }
  }
}
