package dev.persist.migrate;

import dev.persist.Persist;
import dev.persist.spi.StackRoom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs two versions of a subsystem behind one seam. One version serves, and the other follows with the same calls. Each
 * difference between their answers is recorded. At first the old version serves. A cut-over makes the candidate serve,
 * and a roll-back makes the old version serve again. Both are kept current, so either step may come at any time.
 *
 * <p>A caller gets the answer, or the exception, of the version that serves. The caller sees nothing of the other
 * version, which may fail. When the version that serves throws, the other is not called. Answers are compared by {@code
 * equals}. A value that a version makes up itself, such as an id or the time, differs. So make it once, at the seam,
 * and put it into the call.
 *
 * <p>The stream {@code migration/NAME} of the store holds the differences and which version serves. It holds each
 * difference once, and at most 1,000 of them. A command runs alone, beside no other command and no query, so that both
 * versions see the same order. This holds within one process, so let only one process write while both versions run.
 * Safe for use by any thread.
 *
 * <p>The idea is that of GitHub's Scientist, with commands added, and a strangler's switch.
 *
 * @param <S> the seam: the interface that both versions have
 * @param <C> the calls on it, as values whose text names them
 */
public final class DualRun<S, C> {
  private final S old;
  private final S candidate;
  private final Journal journal;
  private final ReentrantReadWriteLock turns;
  private final Predicate<Difference> intended;
  private final Consumer<? super C> tape;

  /**
   * Creates a dual run that goes on where the store says it was.
   *
   * @param name the name of the migration; storage format
   * @param clock dates what is recorded
   */
  public DualRun(Persist store, String name, InstantSource clock, S old, S candidate) {
    this(old, candidate, new Journal(store, name, clock), new ReentrantReadWriteLock(), no -> false, call -> {
    });
  }

  private DualRun(
      S old,
      S candidate,
      Journal journal,
      ReentrantReadWriteLock turns,
      Predicate<Difference> intended,
      Consumer<? super C> tape) {
    this.old = old;
    this.candidate = candidate;
    this.journal = journal;
    this.turns = turns;
    this.intended = intended;
    this.tape = tape;
  }

  /** Returns this dual run for versions that are meant to differ in some ways; such differences are not recorded. */
  public DualRun<S, C> intending(Predicate<Difference> intended) {
    return new DualRun<>(old, candidate, journal, turns, this.intended.or(intended), tape);
  }

  /**
   * Returns this dual run so that {@code tape} gets each call first. If it throws, so does the call, which is not run.
   */
  public DualRun<S, C> recording(Consumer<? super C> tape) {
    return new DualRun<>(old, candidate, journal, turns, intended, tape);
  }

  /** Runs a call that may change something; {@code run} returns null when the call has no answer. */
  public <K extends C, A extends @Nullable Object> A command(K call, BiFunction<? super K, ? super S, A> run) {
    return inTurn(turns.writeLock(), call, run);
  }

  /** Runs a call that changes nothing. */
  public <K extends C, A extends @Nullable Object> A query(K call, BiFunction<? super K, ? super S, A> run) {
    return inTurn(turns.readLock(), call, run);
  }

  /** Returns whether the old version serves. */
  public boolean oldServes() {
    return journal.oldServes();
  }

  /**
   * Returns the differences recorded since the start, or since they were cleared, in the order in which they came.
   *
   * @throws dev.persist.StoreException when the store fails
   */
  public List<Difference> differences() {
    return List.copyOf(journal.complete().differences());
  }

  /**
   * Makes the candidate serve from the next call on, in every process, unless there are differences.
   *
   * @throws dev.persist.StoreException when the store fails
   */
  public CutOver cutOver() {
    return alone(() -> {
      journal.complete();
      var after = journal.change(Progress::cutOver);
      return after.oldServes() ? new CutOver.Differing(List.copyOf(after.differences())) : new CutOver.Done();
    });
  }

  /**
   * Makes the old version serve from the next call on, in every process, whatever the differences.
   *
   * @throws dev.persist.StoreException when the store fails; then put the old version behind the seam without this
   */
  public void rollBack() {
    alone(() -> journal.change(Progress::rollBack));
  }

  /** Forgets the differences, once somebody has looked at them and mended them. The stream keeps them. */
  public void clear() {
    journal.complete();
    journal.change(Progress::clear);
  }

  private <K extends C, A extends @Nullable Object> A inTurn(Lock turn, K call,
      BiFunction<? super K, ? super S, A> run) {
    StackRoom.require();
    turn.lock();
    try {
      tape.accept(call);
      return run(call, run);
    } finally {
      turn.unlock();
    }
  }

  private <K extends C, A extends @Nullable Object> A run(K call, BiFunction<? super K, ? super S, A> run) {
    var oldServes = journal.oldServes();
    var answer = run.apply(call, oldServes ? old : candidate);
    var serving = Answer.returned(answer);
    var following = Answer.of(() -> run.apply(call, oldServes ? candidate : old));
    Difference.between(call, oldServes ? serving : following, oldServes ? following : serving)
        .filter(intended.negate())
        .ifPresent(journal::differ);
    return answer;
  }

  private <T> T alone(Supplier<T> change) {
    StackRoom.require();
    turns.writeLock().lock();
    try {
      return change.get();
    } finally {
      turns.writeLock().unlock();
    }
  }
}
