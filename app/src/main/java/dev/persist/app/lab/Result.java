package dev.persist.app.lab;

import dev.persist.app.demo.Code;
import dev.persist.app.demo.Interleaving;
import java.util.List;

/** What an experiment has shown. */
public record Result(Side before, Side after) {
  /**
   * What came of it on one version.
   *
   * @param good whether all went as it should
   * @param verdict what came of it, in one sentence
   * @param counts how often each outcome came
   * @param facts what else was seen, a sentence each
   * @param interleaving in which order two of the callers took their steps
   * @param code the lines that make the difference
   */
  public record Side(boolean good, String verdict, List<Count> counts, List<String> facts, Interleaving interleaving,
      List<Code> code) {
    /** Copies the lists. */
    public Side {
      counts = List.copyOf(counts);
      facts = List.copyOf(facts);
      code = List.copyOf(code);
    }
  }

  /**
   * How often an outcome came.
   *
   * @param good false when it should not have come
   */
  public record Count(String outcome, long number, boolean good) {
    static Count of(String outcome, long number) {
      return new Count(outcome, number, true);
    }

    /** Returns a count of what should not come. */
    static Count harm(String outcome, long number) {
      return new Count(outcome, number, number == 0);
    }
  }

  /** Returns the number of {@code outcome}. */
  static long number(Side side, String outcome) {
    return side.counts.stream().filter(each -> each.outcome.equals(outcome)).findFirst().orElseThrow().number;
  }
}
