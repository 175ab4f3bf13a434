package dev.persist.decide;

import dev.persist.Commit;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The outcome of a decision: the domain's own result, and the events that happen because of it.
 *
 * @param result what the caller of the command gets
 * @param events the events that happen, oldest first; none when the command changes nothing
 * @param also adds to the commit that appends the events: a key, a guard, an event of another stream. All of it takes
 *     effect together. A link that it adds points to an event that it adds. {@link Decider#linking} links {@code events}
 */
public record Verdict<E, R>(R result, List<E> events, UnaryOperator<Commit.Builder> also) {
  /** Copies the list. */
  public Verdict {
    events = List.copyOf(events);
  }

  /** Returns the verdict that nothing happens. */
  public static <E, R> Verdict<E, R> of(R result) {
    return ofAll(result, List.of());
  }

  /** Returns the verdict that {@code event} happens. */
  public static <E, R> Verdict<E, R> of(R result, E event) {
    return ofAll(result, List.of(event));
  }

  /** Returns the verdict that {@code events} happen, oldest first. */
  public static <E, R> Verdict<E, R> ofAll(R result, List<E> events) {
    return new Verdict<>(result, events, UnaryOperator.identity());
  }

  /**
   * Returns this verdict with {@code more} in its commit, after the events: keys, guards, events of other streams. It
   * does not link the events of the verdict, of which there may be none or several. {@link Decider#linking} does that.
   */
  public Verdict<E, R> also(UnaryOperator<Commit.Builder> more) {
    return new Verdict<>(result, events, commit -> more.apply(also.apply(commit)));
  }
}
