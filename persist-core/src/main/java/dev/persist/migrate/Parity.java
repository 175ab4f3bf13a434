package dev.persist.migrate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * What two versions of a subsystem answered to the same calls.
 *
 * <p>For queries, after an import: does the new one know what the old one knows? For commands that were recorded, on two
 * versions that nobody uses: do they decide alike? GitHub's Scientist gave the names.
 *
 * @param calls how many there were
 * @param differences all that were answered differently, in the order of the calls
 */
public record Parity(long calls, List<Difference> differences) {
  /** Copies the list. */
  public Parity {
    differences = List.copyOf(differences);
  }

  /**
   * Calls {@code old} and {@code candidate}, one call after the other, closes {@code calls} and returns what differs.
   * Answers are compared by {@code equals}; exceptions are answers, and compared by class.
   *
   * @param calls as values, whose text names them
   * @param run makes the call on one of the two
   */
  public static <S, C> Parity of(
      Stream<? extends C> calls, BiFunction<? super C, ? super S, ?> run, S old, S candidate) {
    var count = 0L;
    var differences = new ArrayList<Difference>();
    try (calls) {
      for (var each = calls.iterator(); each.hasNext(); count++) {
        var call = each.next();
        var answer = Answer.of(() -> run.apply(call, old));
        Difference.between(call, answer, Answer.of(() -> run.apply(call, candidate))).ifPresent(differences::add);
      }
    }
    return new Parity(count, differences);
  }
}
