package dev.persist.migrate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * The answers of two versions of a subsystem to the same calls, compared.
 *
 * <p>Use it with queries after an import: does the new version know what the old one knows? Use it with recorded
 * commands, on two versions that nobody uses: do they decide alike? The names are those of GitHub's Scientist.
 *
 * @param calls how many calls there were
 * @param differences all calls that were answered differently, in the order of the calls
 */
public record Parity(long calls, List<Difference> differences) {
  /** Copies the list. */
  public Parity {
    differences = List.copyOf(differences);
  }

  /**
   * Makes each call on {@code old} and on {@code candidate}, one call after the other, closes {@code calls} and returns
   * the differences. Answers are compared by {@code equals}. Exceptions count as answers, and are compared by class.
   *
   * @param calls the calls, as values whose text names them
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
