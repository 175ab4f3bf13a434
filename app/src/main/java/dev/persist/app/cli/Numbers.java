package dev.persist.app.cli;

/** Refuses numbers that make no sense. */
final class Numbers {
  private Numbers() {}

  /** Returns {@code number}, which was given as {@code option}. */
  static long atLeast(long least, String option, long number) {
    if (number < least) {
      throw new IllegalArgumentException(option + " is " + number + "; give " + least + " or more");
    }
    return number;
  }
}
