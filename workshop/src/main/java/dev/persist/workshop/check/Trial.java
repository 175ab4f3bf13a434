package dev.persist.workshop.check;

import java.util.Optional;

/**
 * A test of an office.
 *
 * @param name what holds of an office that passes
 */
record Trial(String name, Run run) {
  /** Tries an office. */
  interface Run {
    /** Returns what is wrong, if something is. */
    Optional<Flaw> of(Offices offices) throws Exception;
  }
}
