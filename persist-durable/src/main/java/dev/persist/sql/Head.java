package dev.persist.sql;

/**
 * What is known of a stream beside its events.
 *
 * @param lastSeq the last seq that was given out
 * @param truncated the seq through which events were dropped
 */
record Head(long lastSeq, long truncated) {
  static final Head NONE = new Head(0, 0);
}
