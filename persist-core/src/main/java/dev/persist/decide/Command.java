package dev.persist.decide;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.Op;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.spi.StackRoom;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A command on one stream, made by {@link Decider#on}, or on one boundary, made by {@link Boundary#on}. Immutable.
 *
 * @param <S> the state it is decided on
 * @param <E> the events it may append
 */
public final class Command<S, E> {
  private final Persist store;
  private final Basis<S, E> basis;
  private final Patience patience;
  private final ReentrantLock turn;
  private final Optional<CommitId> id;
  private final OptionalLong required;

  Command(Persist store, Basis<S, E> basis, Patience patience, ReentrantLock turn) {
    this(store, basis, patience, turn, Optional.empty(), OptionalLong.empty());
  }

  private Command(
      Persist store,
      Basis<S, E> basis,
      Patience patience,
      ReentrantLock turn,
      Optional<CommitId> id,
      OptionalLong required) {
    this.store = store;
    this.basis = basis;
    this.patience = patience;
    this.turn = turn;
    this.id = id;
    this.required = required;
  }

  /** Returns this command to take effect once, however often it is tried with this id. */
  public Command<S, E> once(CommitId id) {
    return new Command<>(store, basis, patience, turn, Optional.of(id), required);
  }

  /** Returns this command for a caller who has seen {@code seq}, if present: at any other it is stale, save on a retry. */
  public Command<S, E> ifAt(OptionalLong seq) {
    return new Command<>(store, basis, patience, turn, id, seq);
  }

  /**
   * Decides this command and appends its events, dated {@code at}, in one commit.
   *
   * @param decide gives the verdict on a state; called again when others were faster
   * @throws StoreException.UnknownOutcome when it may or may not have taken effect; with an id, trying again is safe
   * @throws IllegalStateException when the state needs events that were truncated
   */
  public <R> Decided<S, R> decide(Instant at, Function<S, Verdict<E, R>> decide) {
    StackRoom.require(); // or the turn may be taken for ever
    var inTurn = turn.isLocked(); // somebody was overtaken, and is not to be again
    if (inTurn) {
      turn.lock();
    }
    try {
      var seen = basis.kept().filter(kept -> required.isEmpty()).orElseGet(basis::see);
      for (var attempt = 1; attempt <= patience.attempts(); attempt++) {
        if (required.isPresent() && required.getAsLong() != seen.state().seq()) {
          var stale = new Decided.Stale<S, R>(required.getAsLong(), seen.state().seq());
          return this.<R>earlier().orElse(stale);
        }
        var verdict = decide.apply(seen.state().value());
        var commit = commit(verdict, at, seen);
        // An id stands for what took effect. What changes nothing leaves it free, unless it did take effect before.
        var before = commit.ops().isEmpty() ? this.<R>earlier() : Optional.<Decided<S, R>>empty();
        if (before.isPresent()) {
          return before.get();
        }
        switch (store.commit(commit)) {
          case CommitResult.Committed(var events) -> {
            return new Decided.Now<>(verdict.result(), events, basis.after(seen, events));
          }
          case CommitResult.AlreadyCommitted(var events) -> {
            return new Decided.Before<>(events);
          }
          case CommitResult.IdReused(var reused, var digest) -> {
            return new Decided.IdReused<>(reused.key());
          }
          case CommitResult.Conflict conflict -> {
            if (attempt < patience.attempts()) {
              patience.pauseAfter(attempt);
              if (!inTurn) {
                turn.lock();
                inTurn = true;
              }
            }
            seen = basis.see(seen); // after the last one, too: the next command begins with what is kept
          }
        }
      }
      return new Decided.Contended<>(patience.attempts());
    } finally {
      if (inTurn) {
        turn.unlock();
      }
    }
  }

  /** What the verdict adds is built by itself: a link in it belongs to an event in it, never to one that was decided. */
  private Commit commit(Verdict<E, ?> verdict, Instant at, Seen<S> seen) {
    var also = verdict.also().apply(Commit.builder()).build();
    if (also.id().isPresent()) {
      throw new IllegalArgumentException("what the verdict adds has the id " + also.id().get()
          + "; give it to the command, with once(...), so that a retry is known");
    }
    var builder = Commit.builder().guards(seen.unchanged());
    verdict.events().forEach(event -> basis.append(builder, event, at));
    var decided = builder.build();
    var guards = Stream.concat(decided.guards().stream(), also.guards().stream()).toList();
    var ops = Stream.concat(decided.ops().stream(), also.ops().stream().map(op -> after(decided.ops().size(), op)));
    var commit = new Commit(Optional.empty(), guards, ops.toList());
    return commit.ops().isEmpty() ? commit : new Commit(id, commit.guards(), commit.ops());
  }

  private static Op after(int ops, Op op) {
    return op instanceof Op.Link(var stream, var linked) ? new Op.Link(stream, ops + linked) : op;
  }

  private <R> Optional<Decided<S, R>> earlier() {
    return id.flatMap(store::earlier).map(earlier -> switch (earlier) {
      case CommitResult.AlreadyCommitted(var events) -> new Decided.Before<S, R>(events);
      default -> new Decided.IdReused<S, R>(id.orElseThrow().key());
    });
  }
}
