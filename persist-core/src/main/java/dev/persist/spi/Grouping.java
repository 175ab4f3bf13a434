package dev.persist.spi;

/** An engine that makes the commits that wait durable together, as a group. */
public interface Grouping {
  /** Returns what was written since this engine was opened. Safe for use by any thread; costs nothing. */
  Groups groups();

  /**
   * The groups written so far. The size of a group is {@code commits / written} on average.
   *
   * @param written how many groups were decided and, where they changed anything, made durable
   * @param commits how many commits they held, refused ones included
   */
  record Groups(long written, long commits) {}
}
