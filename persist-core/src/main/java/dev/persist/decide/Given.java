package dev.persist.decide;

import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Tests a decision without a store: given what happened, when a command is decided, then this is its result and this
 * happens.
 *
 * <pre>{@code
 * Given.events(Roster.NONE, Roster::evolve, List.of(opened))
 *     .when(roster -> roster.book("ann"))
 *     .then(seat, List.of(booked));
 * }</pre>
 *
 * @param state what the events come to
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
     * Checks what it came to.
     *
     * @throws AssertionError when it is not this
     */
    public void then(R result, List<? extends E> events) {
      if (!Objects.equals(verdict.result(), result) || !verdict.events().equals(events)) {
        throw new AssertionError("expected " + result + " and " + events + ", but it came to " + verdict.result()
            + " and " + verdict.events());
      }
    }
  }
}
