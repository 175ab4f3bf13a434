package dev.persist.workshop.check;

import java.util.List;
import java.util.Optional;

/**
 * How an office did in a stage.
 *
 * @param passed the names of the trials that it passed
 * @param failed the name of the first that it failed
 * @param flaw what is wrong
 */
public record Grade(int stage, String title, List<String> passed, Optional<String> failed, Optional<Flaw> flaw) {
  /** Copies the list. */
  public Grade {
    passed = List.copyOf(passed);
  }
}
