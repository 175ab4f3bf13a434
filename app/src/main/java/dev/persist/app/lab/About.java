package dev.persist.app.lab;

import java.util.List;

/**
 * What the page says of an experiment.
 *
 * @param name its name in the path of its page
 * @param meaning what happens in it, in a few sentences
 * @param engines those that it can run on
 * @param parameters the numbers that a visitor may choose
 */
public record About(String name, String title, String meaning, List<String> engines, List<Parameter> parameters) {
  /** All engines of a demo. */
  static final List<String> ENGINES = List.of("rocksdb", "sqlite", "memory");

  /** The engines that keep their data in files. */
  static final List<String> DURABLE = List.of("rocksdb", "sqlite");

  /**
   * A number that a visitor may choose.
   *
   * @param usual the number that the form has at first
   */
  public record Parameter(String name, String label, int min, int max, int usual) {}

  /** Returns the first sentence of the meaning. */
  public String begin() {
    return meaning.substring(0, meaning.indexOf(". ") + 1);
  }

  /** Copies the lists. */
  public About {
    engines = List.copyOf(engines);
    parameters = List.copyOf(parameters);
  }
}
