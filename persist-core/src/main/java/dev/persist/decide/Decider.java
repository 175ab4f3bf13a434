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
 * Decides commands on the state of a stream, and appends the events that a decision makes happen. When another commit
 * changed the stream first, it folds the new events and decides again.
 *
 * <pre>{@code
 * var books = new Decider<>(store, BOOK, Shelf.EMPTY, Shelf::after);
 *
 * var decided = books.on("book/dune")
 *     .once(CommitId.of("book/dune", "request-5", Json.of("lend to ann"))) // a retry finds the first outcome
 *     .decide(now, shelf -> lend(shelf, "ann"));
 * var said = switch (decided) {
 *   case Decided.Now(var result, var events, var after) -> result + ", " + after.value().free() + " left";
 *   case Decided.Before(var events) -> "was lent before";
 *   case Decided.IdReused(var key) -> key + " was another request";
 *   case Decided.Contended(var attempts) -> "try again later";
 * };
 * }</pre>
 *
 * <p>A decider keeps the states of the streams it decided on last, so a decision costs one commit, however long its
 * stream is. A kept state may be behind. The commit finds that out, also when the verdict is that nothing happens. So
 * each result is right at one point between call and return. Safe for use by any thread. Any thread may call the
 * functions given to it. They read nothing but their arguments; a decision may also read what its verdict guards.
 *
 * <p>The commands of one process on one stream are decided in turn, first come, first served. Each is decided by its
 * own thread, on the state that the command before it leaves. Commands that wait for each other are written together
 * and share a sync, so a stream that all callers write to takes many commands a second. A function that waits for
 * another thread which decides on the same stream never ends. An event that cannot be folded is not written.
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
   * @param behind whether it is known to be behind now, or may be behind after a fault
   */
  private record Kept<S>(State<S> state, boolean behind) {}

  /**
   * Creates a decider over {@code store}, which the caller closes.
   *
   * @param seed the state before any event
   * @param evolve gives the state after an event
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

  /**
   * Returns this decider with {@code snapshots}. It starts from a snapshot for a stream whose state it does not keep.
   */
  public Decider<S, E> startingFrom(Snapshots<S> snapshots) {
    return new Decider<>(store, types, projection, snapshots::load, links, patience);
  }

  /**
   * Returns this decider with links: the commit that appends an event also links it into each of {@code streams}.
   * Examples are {@code linking("ledger")}, and {@code linking(Event.GLOBAL)} for a place in the global order. A
   * verdict without events links nothing.
   *
   * @throws IllegalArgumentException when a stream starts with {@code $} and is not the global order or that
   *     of a tag
   */
  public Decider<S, E> linking(String... streams) {
    return linking(Links.always(streams));
  }

  /** As {@link #linking(String...)}, into the streams that {@code streams} gives for an event; storage format. */
  public Decider<S, E> linking(Function<E, Set<String>> streams) {
    return new Decider<>(store, types, projection, snapshot, links.and(streams), patience);
  }

  /**
   * Returns this decider with another limit on attempts. Without this call, it decides a command up to 100 times and does
   * not pause.
   *
   * @param attempts how often a command is decided before it ends as {@link Decided.Contended}; 1 or more
   * @param pause takes the number of attempts so far, and gives the time to wait; add jitter here. An interrupt ends the
   *     wait
   */
  public Decider<S, E> retrying(int attempts, IntFunction<Duration> pause) {
    return new Decider<>(store, types, projection, snapshot, links, new Patience(attempts, pause));
  }

  /** Returns the projection by which this decider folds, for use with snapshots. */
  public Projection<S> projection() {
    return projection;
  }

  /** Returns the current state of {@code stream}, and its seq. */
  public State<S> state(String stream) {
    var known = kept.get(stream);
    return forward(stream, known != null ? known.state : start(stream));
  }

  /**
   * Returns the state of {@code stream} as of {@code at}: the state before its first event that is dated later. Costs a
   * pass over the events, and starts from no snapshot.
   *
   * @throws TruncatedException when some of these events were truncated
   */
  public State<S> asOf(String stream, Instant at) {
    return projection.asOf(store.log(), stream, at);
  }

  private State<S> start(String stream) {
    return snapshot.apply(stream).orElse(new State<>(projection.seed(), 0));
  }

  /** Returns a command on {@code stream}. */
  public Command<S, E> on(String stream) {
    return new Command<>(store, new OfStream(stream), patience, turns, List.of(stream));
  }

  private State<S> forward(String stream, State<S> from) {
    try {
      return keep(stream, projection.resume(store.log(), stream, from));
    } catch (TruncatedException e) {
      var start = start(stream);
      if (start.seq() <= from.seq()) {
        throw e;
      }
      return forward(stream, start); // the missing events are in a snapshot
    }
  }

  /** Keeps the newest state: of two threads that decide at a time, the slower must not put an older state back. */
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
        return Optional.empty(); // the event that a link points to has to be read
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
