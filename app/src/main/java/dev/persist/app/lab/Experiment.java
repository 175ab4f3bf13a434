package dev.persist.app.lab;

import java.util.Optional;

/** Something that goes wrong, for real: first with the map of an example, then with persist. Safe for use by any thread. */
interface Experiment {
  /** Returns what the page says of it. */
  About about();

  /** Returns why this machine cannot run it; empty when it can. */
  default Optional<String> missing() {
    return Optional.empty();
  }

  /**
   * Runs it once.
   *
   * @throws Exception when it could not be run to its end; the visitor is told why
   */
  Result run(Bench bench) throws Exception;
}
