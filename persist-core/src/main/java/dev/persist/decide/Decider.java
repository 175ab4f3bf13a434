package dev.persist.decide;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Persist;
import dev.persist.StoreException;
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
import java.util.OptionalLong;
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
 * <p>The pattern, a pure {@code decide} and {@code evolve}, is Jérémie Chassaing's Decider; the loop is that of Equinox.
 *
 * @param <S> the state
 * @param <E> the events, a sealed interface of records
 */
public final class Decider<S, E> {
  private static final int KEPT = 1_000;
  private static final int ATTEMPTS = 100;

  private final Persist store;
  private final EventTypes<E> types;
  private final Projection<S> projection;
  private final Function<String, Optional<State<S>>> snapshot;
  private final int attempts;
  private final IntFunction<Duration> pause;
  private final Map<String, State<S>> kept = Collections.synchronizedMap(new Recent<>(KEPT));

  /**
   * Creates one over {@code store}, which the caller closes.
   *
   * @param seed the state before any event
   * @param evolve what an event makes of a state
   */
  public Decider(Persist store, EventTypes<E> types, S seed, BiFunction<S, E, S> evolve) {
    this(store, types, Projection.of(types, seed, evolve), stream -> Optional.empty(), ATTEMPTS, n -> Duration.ZERO);
  }

  private Decider(
      Persist store,
      EventTypes<E> types,
      Projection<S> projection,
      Function<String, Optional<State<S>>> snapshot,
      int attempts,
      IntFunction<Duration> pause) {
    this.store = store;
    this.types = types;
    this.projection = projection;
    this.snapshot = snapshot;
    this.attempts = attempts;
    this.pause = pause;
  }

  /** Returns this decider with {@code snapshots} to begin with, of a stream whose state is not kept. */
  public Decider<S, E> startingFrom(Snapshots<S> snapshots) {
    return new Decider<>(store, types, projection, snapshots::load, attempts, pause);
  }

  /**
   * Returns this decider with another patience; without, it decides up to 100 times and does not pause.
   *
   * @param attempts how often a command is decided before it is {@link Decided.Contended}, 1 or more
   * @param pause how long to wait after so many attempts, where jitter belongs; an interrupt ends it
   */
  public Decider<S, E> retrying(int attempts, IntFunction<Duration> pause) {
    if (attempts < 1) {
      throw new IllegalArgumentException("the attempts are " + attempts + "; they are 1 or more");
    }
    return new Decider<>(store, types, projection, snapshot, attempts, pause);
  }

  /** Returns how this decider folds, to use it for snapshots. */
  public Projection<S> projection() {
    return projection;
  }

  /** Returns the current state of {@code stream}, and its seq. */
  public State<S> state(String stream) {
    var known = kept.get(stream);
    return forward(
        stream, known != null ? known : snapshot.apply(stream).orElse(new State<>(projection.seed(), 0)));
  }

  /** Returns a command on {@code stream}. */
  public Command on(String stream) {
    return new Command(stream, Optional.empty(), OptionalLong.empty());
  }

  private State<S> forward(String stream, State<S> from) {
    return keep(stream, projection.resume(store.log(), stream, from));
  }

  /** Keeps the newest: of two that decide at a time, the slower must not take it back. */
  private State<S> keep(String stream, State<S> state) {
    kept.merge(stream, state, (before, now) -> now.seq() > before.seq() ? now : before);
    return state;
  }

  /** A command on one stream. Immutable. */
  public final class Command {
    private final String stream;
    private final Optional<CommitId> id;
    private final OptionalLong required;

    private Command(String stream, Optional<CommitId> id, OptionalLong required) {
      this.stream = stream;
      this.id = id;
      this.required = required;
    }

    /** Returns this command to take effect once, however often it is tried with this id. */
    public Command once(CommitId id) {
      return new Command(stream, Optional.of(id), required);
    }

    /** Returns this command for a caller who has seen {@code seq}, if present: at any other it is stale, save on a retry. */
    public Command ifAt(OptionalLong seq) {
      return new Command(stream, id, seq);
    }

    /**
     * Decides this command and appends its events, dated {@code at}, in one commit.
     *
     * @param decide gives the verdict on a state; called again when others were faster
     * @throws StoreException.UnknownOutcome when it may or may not have taken effect; with an id, trying again is safe
     * @throws IllegalStateException when the state needs events that were truncated
     */
    public <R> Decided<S, R> decide(Instant at, Function<S, Verdict<E, R>> decide) {
      var known = kept.get(stream);
      var seen = known == null || required.isPresent() ? state(stream) : known;
      for (var attempt = 1; attempt <= attempts; attempt++) {
        if (required.isPresent() && required.getAsLong() != seen.seq()) {
          var stale = new Decided.Stale<S, R>(required.getAsLong(), seen.seq());
          return this.<R>earlier().orElse(stale);
        }
        var verdict = decide.apply(seen.value());
        var commit = commit(verdict, at, seen.seq());
        // An id stands for what took effect. What changes nothing leaves it free, unless it did take effect before.
        var before = commit.ops().isEmpty() ? this.<R>earlier() : Optional.<Decided<S, R>>empty();
        if (before.isPresent()) {
          return before.get();
        }
        switch (store.commit(commit)) {
          case CommitResult.Committed(var events) -> {
            return new Decided.Now<>(verdict.result(), events, keep(stream, after(seen, events)));
          }
          case CommitResult.AlreadyCommitted(var events) -> {
            return new Decided.Before<>(events);
          }
          case CommitResult.IdReused(var reused, var digest) -> {
            return new Decided.IdReused<>(reused.key());
          }
          case CommitResult.Conflict conflict -> {
            pause(pause.apply(attempt));
            seen = forward(stream, seen);
          }
        }
      }
      return new Decided.Contended<>(attempts);
    }

    private Commit commit(Verdict<E, ?> verdict, Instant at, long seen) {
      var builder = Commit.builder().streamAt(stream, seen);
      verdict.events().forEach(event -> builder.append(stream, types.write(event, at)));
      var commit = verdict.also().apply(builder).build();
      return commit.ops().isEmpty() ? commit : new Commit(id, commit.guards(), commit.ops());
    }

    private <R> Optional<Decided<S, R>> earlier() {
      return id.flatMap(store::earlier).map(earlier -> switch (earlier) {
        case CommitResult.AlreadyCommitted(var events) -> new Decided.Before<S, R>(events);
        default -> new Decided.IdReused<S, R>(id.orElseThrow().key());
      });
    }

    private State<S> after(State<S> seen, List<Event> events) {
      var state = seen;
      for (var event : events) {
        if (event.stream().equals(stream)) {
          state = new State<>(projection.step().apply(state.value(), event), event.seq());
        }
      }
      return state;
    }
  }

  private static void pause(Duration duration) {
    if (duration.isPositive()) {
      try {
        Thread.sleep(duration);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
