package dev.persist.log;

/**
 * Nothing was written: the stream was not at the seq that the caller expected.
 *
 * @param expected the last seq that the caller expected
 * @param actual the last seq of the stream; read from {@code expected + 1} to see the events that the caller missed
 */
public record Conflict(long expected, long actual) implements ExpectResult {}
