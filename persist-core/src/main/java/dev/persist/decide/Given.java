package dev.persist.decide;

import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Tests a decision without a store: given these events, when a command is decided, then this is its result and these
 * events happen. The next command is decided on the state after them.
 *
 * <pre>{@code
 * Given.seed(Shelf.EMPTY, Shelf::after)
 *     .events(new BookEvent.Bought(2), new BookEvent.Lent("bob"))
 *     .when(shelf -> lend(shelf, "ann"))
 *     .then(Lending.LENT, new BookEvent.Lent("ann"))
 *     .when(shelf -> lend(shelf, "cem"))
 *     .then(Lending.NONE_LEFT);
 * }</pre>
 *
 * <p>Immutable if the state is, so several commands can be decided on one {@code Given}, each on the same state.
 *
 * @param <S> the state
 * @param <E> the events
 * @see Verdict
 */
@SuppressWarnings("varargs") // the arrays are only read
public final class Given<S, E> {
  private final S state;
  private final BiFunction<S, E, S> evolve;

  private Given(S state, BiFunction<S, E, S> evolve) {
    this.state = state;
    this.evolve = evolve;
  }

  /**
   * Begins without an event.
   *
   * @param seed the state before any event
   * @param evolve gives the state after an event
   */
  public static <S, E> Given<S, E> seed(S seed, BiFunction<S, E, S> evolve) {
    return new Given<>(seed, evolve);
  }

  /** Goes on with {@code events}, oldest first. */
  @SafeVarargs
  public final Given<S, E> events(E... events) {
    return events(List.of(events));
  }

  private Given<S, E> events(List<E> events) {
    var after = state;
    for (var event : events) {
      after = evolve.apply(after, event);
    }
    return new Given<>(after, evolve);
  }

  /** Returns the state that the events fold to. */
  public S state() {
    return state;
  }

  /**
   * Decides a command. It is decided twice, since a decider may decide it again.
   *
   * @throws AssertionError when the second result or its events are not equal to the first: the decision depends on
   *     more than the state, or changes the state
   */
  public <R> When<R> when(Function<? super S, ? extends Verdict<? extends E, R>> decide) {
    var verdict = decide.apply(state);
    var again = decide.apply(state);
    if (!Objects.equals(verdict.result(), again.result()) || !verdict.events().equals(again.events())) {
      throw new AssertionError("decided twice on one state, it came to " + text(verdict) + ", then to " + text(again));
    }
    return new When<>(new Verdict<>(verdict.result(), List.copyOf(verdict.events()), verdict.also()));
  }

  private static String text(Verdict<?, ?> verdict) {
    return verdict.result() + " and " + verdict.events();
  }

  /** A decided command. */
  public final class When<R> {
    private final Verdict<E, R> verdict;

    private When(Verdict<E, R> verdict) {
      this.verdict = verdict;
    }

    /** Returns the verdict, for a check of another kind. */
    public Verdict<E, R> verdict() {
      return verdict;
    }

    /**
     * Checks the result and the events of the command. Returns what holds after these events.
     *
     * @param events the events, oldest first; none when nothing may happen
     * @throws AssertionError when the command came to another result or to other events
     */
    @SafeVarargs
    public final Given<S, E> then(R result, E... events) {
      return check(Objects.equals(verdict.result(), result), String.valueOf(result), List.of(events));
    }

    /** As {@link #then(Object, Object[])}, for a result of which only the {@code type} matters. */
    @SafeVarargs
    public final Given<S, E> then(Class<? extends R> type, E... events) {
      return check(type.isInstance(verdict.result()), "some " + type.getSimpleName(), List.of(events));
    }

    /** As {@link #then(Object, Object[])}, with any result. */
    @SafeVarargs
    public final Given<S, E> thenHappens(E... events) {
      return check(true, "any result", List.of(events));
    }

    private Given<S, E> check(boolean asExpected, String result, List<E> events) {
      if (!asExpected || !verdict.events().equals(events)) {
        throw new AssertionError("expected " + result + " and " + events + ", but it came to " + text(verdict));
      }
      return events(events);
    }
  }
}
