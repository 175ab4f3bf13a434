package dev.persist.log;

/**
 * Nothing was written: the stream was not where the caller thought.
 *
 * @param expected the last seq the caller expected
 * @param actual the last seq there was; read from {@code expected + 1} to see what was missed
 */
public record Conflict(long expected, long actual) implements ExpectResult {}
