package dev.persist.decide;

import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Tests a decision without a store: given these events, when a command is decided, then this is its result and these
 * events happen.
 *
 * <pre>{@code
 * Given.events(Shelf.EMPTY, Shelf::after, List.of(new BookEvent.Bought(1), new BookEvent.Lent("bob")))
 *     .when(shelf -> lend(shelf, "ann"))
 *     .then(Lending.NONE_LEFT, List.of());
 * }</pre>
 *
 * @param state the state that the events fold to
 */
public record Given<S>(S state) {
  /** Begins with {@code events}, folded onto {@code seed}. */
  public static <S, E> Given<S> events(S seed, BiFunction<S, E, S> evolve, List<? extends E> events) {
    var state = seed;
    for (var event : events) {
      state = evolve.apply(state, event);
    }
    return new Given<>(state);
  }

  /** Decides a command. */
  public <E, R> When<E, R> when(Function<S, Verdict<E, R>> decide) {
    return new When<>(decide.apply(state));
  }

  /** A decided command. */
  public record When<E, R>(Verdict<E, R> verdict) {
    /**
     * Checks the result and the events of the command.
     *
     * @throws AssertionError when they are not {@code result} and {@code events}
     */
    public void then(R result, List<? extends E> events) {
      if (!Objects.equals(verdict.result(), result) || !verdict.events().equals(events)) {
        throw new AssertionError("expected " + result + " and " + events + ", but it came to " + verdict.result()
            + " and " + verdict.events());
      }
    }
  }
}
