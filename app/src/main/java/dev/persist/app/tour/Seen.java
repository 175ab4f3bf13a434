package dev.persist.app.tour;

import dev.persist.Event;
import dev.persist.app.demo.Code;
import dev.persist.app.demo.Table;
import dev.persist.migrate.Difference;
import java.util.List;
import java.util.Optional;

/**
 * A tour as its page shows it.
 *
 * @param outcomes what came of the steps that are taken, in their order
 * @param next the step to take; empty at the end
 * @param serves which version answers: {@code old} or {@code new}
 * @param old what the old version holds
 * @param now what the new version holds, once there is one
 * @param made the calls that were made, newest first
 * @param outside what was sent to the world, newest first
 * @param differences those that the dual run has recorded
 * @param journal the events of the migration
 * @param mayCall whether a visitor may make a call now
 */
public record Seen(About about, List<Outcome> outcomes, Optional<Step> next, String serves, Table old,
    Optional<Table> now, List<Made> made, List<String> outside, List<Difference> differences, List<Event> journal,
    boolean mayCall) {
  /**
   * What came of a step.
   *
   * @param facts a sentence each
   * @param code the code that was run: the tour's, and that of the example
   */
  public record Outcome(Step step, List<String> facts, List<Difference> differences, Table table, List<Code> code) {
    /** Copies the lists. */
    public Outcome {
      facts = List.copyOf(facts);
      differences = List.copyOf(differences);
      code = List.copyOf(code);
    }
  }

  /** A call, and the answer that its caller got. */
  public record Made(String call, String answer) {}

  /** Copies the lists. */
  public Seen {
    outcomes = List.copyOf(outcomes);
    made = List.copyOf(made);
    outside = List.copyOf(outside);
    differences = List.copyOf(differences);
    journal = List.copyOf(journal);
  }
}
