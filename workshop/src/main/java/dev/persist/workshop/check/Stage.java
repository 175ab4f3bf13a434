package dev.persist.workshop.check;

import dev.persist.workshop.check.History.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A stage of the workshop.
 *
 * @param number from 1; the text of the stage begins with it
 * @param trials the smallest first
 */
record Stage(int number, String title, List<Trial> trials) {
  /** Tries {@code offices} until something is wrong. */
  Grade grade(Offices offices) throws Exception {
    var passed = new ArrayList<String>();
    for (var trial : trials) {
      var flaw = flaw(trial, offices);
      if (flaw.isPresent()) {
        return new Grade(number, title, passed, Optional.of(trial.name()), flaw);
      }
      passed.add(trial.name());
    }
    return new Grade(number, title, passed, Optional.empty(), Optional.empty());
  }

  /** An exception that no caller was to get is a flaw, too. */
  private static Optional<Flaw> flaw(Trial trial, Offices offices) throws Exception {
    try {
      return trial.run().of(offices);
    } catch (RuntimeException | AssertionError e) {
      var step = new Step(0, Tape.thrown(e), true);
      return Optional.of(new Flaw(new History(List.of("your office"), List.of(step)), "The trial could not go on."));
    }
  }
}
