package dev.persist.decide;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Op;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.internal.Metadata;
import dev.persist.log.TruncatedException;
import dev.persist.spi.Observer.Watch;
import dev.persist.spi.Observer.Work;
import dev.persist.spi.StackRoom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
  private final Turns<S> turns;
  private final List<String> subject;
  private final Optional<CommitId> id;
  private final OptionalLong required;

  Command(Persist store, Basis<S, E> basis, Patience patience, Turns<S> turns, List<String> subject) {
    this(store, basis, patience, turns, subject, Optional.empty(), OptionalLong.empty());
  }

  private Command(
      Persist store,
      Basis<S, E> basis,
      Patience patience,
      Turns<S> turns,
      List<String> subject,
      Optional<CommitId> id,
      OptionalLong required) {
    this.store = store;
    this.basis = basis;
    this.patience = patience;
    this.turns = turns;
    this.subject = subject;
    this.id = id;
    this.required = required;
  }

  /** Makes this command take effect once, however often it is tried with this id. */
  public Once<S, E> once(CommitId id) {
    return new Once<>(with(Optional.of(id), required));
  }

  /** Makes this command stale unless the stream or boundary is still at {@code seq}, if one is given. */
  public IfAt<S, E> ifAt(OptionalLong seq) {
    return new IfAt<>(with(id, seq));
  }

  private Command<S, E> with(Optional<CommitId> anId, OptionalLong seq) {
    return new Command<>(store, basis, patience, turns, subject, anId, seq);
  }

  /**
   * Decides this command and appends its events, dated {@code at}, in one commit.
   *
   * @param decide gives the verdict on a state; called again when another commit changed the state first
   * @throws StoreException.UnknownOutcome when the command may or may not have taken effect
   * @throws TruncatedException when the state needs events that were truncated
   */
  public <R> Decided.Plain<S, R> decide(Instant at, Function<? super S, ? extends Verdict<? extends E, R>> decide) {
    return (Decided.Plain<S, R>) run(at, decide);
  }

  /** A command that a caller makes at a seq it saw. Immutable. */
  public static final class IfAt<S, E> {
    private final Command<S, E> command;

    private IfAt(Command<S, E> command) {
      this.command = command;
    }

    /**
     * Makes this command take effect once, however often it is tried with this id. A retry of a command that took effect
     * is not stale.
     */
    public OnceIfAt<S, E> once(CommitId id) {
      return new OnceIfAt<>(command.with(Optional.of(id), command.required));
    }

    /** As {@link Command#decide}. */
    public <R> Decided.IfAt<S, R> decide(Instant at, Function<? super S, ? extends Verdict<? extends E, R>> decide) {
      return (Decided.IfAt<S, R>) command.run(at, decide);
    }
  }

  /** A command with an id. Immutable. */
  public static final class Once<S, E> {
    private final Command<S, E> command;

    private Once(Command<S, E> command) {
      this.command = command;
    }

    /**
     * Makes this command stale unless the stream or boundary is still at {@code seq}, if one is given. A retry of a command
     * that took effect is not stale.
     */
    public OnceIfAt<S, E> ifAt(OptionalLong seq) {
      return new OnceIfAt<>(command.with(command.id, seq));
    }

    /** As {@link Command#decide}; trying again is always safe. */
    public <R> Decided.Once<S, R> decide(Instant at, Function<? super S, ? extends Verdict<? extends E, R>> decide) {
      return (Decided.Once<S, R>) command.run(at, decide);
    }
  }

  /** A command with an id that a caller makes at a seq it saw. Immutable. */
  public static final class OnceIfAt<S, E> {
    private final Command<S, E> command;

    private OnceIfAt(Command<S, E> command) {
      this.command = command;
    }

    /** As {@link Command#decide}; trying again is always safe. */
    public <R> Decided<S, R> decide(Instant at, Function<? super S, ? extends Verdict<? extends E, R>> decide) {
      return command.run(at, decide);
    }
  }

  private <R> Decided<S, R> run(Instant at, Function<? super S, ? extends Verdict<? extends E, R>> decide) {
    StackRoom.requireAmple(); // or this thread may never give its turn back, and with it the commits of others
    var watch = store.observer().begin(new Work.Deciding(subject));
    Decided<S, R> decided;
    try {
      decided = run(watch, at, decide);
    } catch (Throwable e) {
      watch.failed(e);
      throw e;
    }
    watch.ended(List.of(switch (decided) {
      case Decided.Now<S, R> now -> "now";
      case Decided.Before<S, R> before -> "before";
      case Decided.IdReused<S, R> reused -> "reused";
      case Decided.Stale<S, R> stale -> "stale";
      case Decided.Contended<S, R> contended -> "contended";
    }));
    return decided;
  }

  private <R> Decided<S, R> run(Watch watch, Instant at,
      Function<? super S, ? extends Verdict<? extends E, R>> decide) {
    var attempt = 1;
    while (attempt <= patience.attempts()) {
      Attempt<S, E, R> made;
      try (var turn = turns.take(subject, this::send)) {
        made = attempt(turn, at, decide);
      }
      var result = made.sent.await();
      if (result.isPresent()) { // else it was not tried, since a commit before it failed, and is decided again
        switch (result.get()) {
          case CommitResult.Committed(var events) -> {
            return decided(made, events);
          }
          case CommitResult.AlreadyCommitted(var events) -> {
            return new Decided.Before<>(events);
          }
          case CommitResult.IdReused(var reused, var digest) -> {
            return new Decided.IdReused<>(reused.key());
          }
          case CommitResult.Conflict conflict -> {
            if (attempt < patience.attempts()) {
              watch.again();
              patience.pauseAfter(attempt);
            }
            attempt++;
          }
        }
      }
    }
    return new Decided.Contended<>(patience.attempts());
  }

  /**
   * A commit that was made of a verdict.
   *
   * @param verdict empty when the state is not at the seq that the caller passed
   * @param expected what will be seen after the commit, if that is known before
   */
  private record Attempt<S, E, R>(Seen<S> seen, Optional<Verdict<? extends E, R>> verdict, Commit commit,
      Optional<Seen<S>> expected, Turns.Sent sent) {}

  private <R> Attempt<S, E, R> attempt(Turns<S>.Turn turn, Instant at,
      Function<? super S, ? extends Verdict<? extends E, R>> decide) {
    var known = turn.expected().or(() -> basis.kept().filter(kept -> required.isEmpty()));
    var seen = known.orElseGet(basis::see);
    var verdict = required.isPresent() && required.getAsLong() != seen.state().seq()
        ? Optional.<Verdict<? extends E, R>>empty()
        : Optional.<Verdict<? extends E, R>>of(decide.apply(seen.state().value()));
    var guards = Commit.builder().guards(seen.unchanged());
    // A commit that has to be refused is refused here, before it joins a chain with the commits of others.
    var commit = store.described(verdict.isEmpty() ? guards.build() : commit(verdict.get(), at, guards));
    var expected = basis.expect(seen, commit);
    return new Attempt<>(seen, verdict, commit, expected, turn.send(commit, expected));
  }

  private List<CommitResult> send(List<Commit> chain, Optional<Seen<S>> expected) {
    var now = Optional.<Seen<S>>empty();
    try {
      // Each commit has the metadata of the thread that decided it, not of this one, which sends them all.
      var results = store.withMeta(Metadata.NONE).commitInOrder(chain);
      now = expected.filter(
          any -> results.size() == chain.size() && results.getLast() instanceof CommitResult.Committed);
      return results;
    } finally {
      basis.settle(now);
    }
  }

  private <R> Decided<S, R> decided(Attempt<S, E, R> made, List<Event> events) {
    // A commit that changes nothing does not use up its id. If the id took effect before, that outcome is the answer.
    var before = made.commit.ops().isEmpty() ? this.<R>earlier() : Optional.<Decided<S, R>>empty();
    if (before.isPresent()) {
      return before.get();
    }
    if (made.verdict.isEmpty()) {
      return new Decided.Stale<>(required.getAsLong(), made.seen.state().seq());
    }
    return new Decided.Now<>(made.verdict.get().result(), events,
        made.expected.map(Seen::state).orElseGet(() -> basis.after(made.seen, events)));
  }

  /** Builds what the verdict adds by itself: a link in it belongs to an event in it, never to a decided event. */
  private Commit commit(Verdict<? extends E, ?> verdict, Instant at, Commit.Builder builder) {
    var also = verdict.also().apply(Commit.builder()).build();
    if (also.id().isPresent()) {
      throw new IllegalArgumentException("the verdict gives its commit the id " + also.id().get()
          + "; give the id to the command, with once(...), so that a retry is recognized");
    }
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
    return id.flatMap(store::outcome).map(earlier -> switch (earlier) {
      case CommitResult.AlreadyCommitted(var events) -> new Decided.Before<S, R>(events);
      default -> new Decided.IdReused<S, R>(id.orElseThrow().key());
    });
  }
}
