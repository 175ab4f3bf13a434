package dev.persist.spi;

/**
 * What a store keeps of a stream beside its events.
 *
 * @param lastSeq the last seq that was given out
 * @param truncated the seq through which events were dropped, 0 for none. The events after it, through {@code lastSeq},
 *     are stored
 */
public record StreamHead(String stream, long lastSeq, long truncated) {}
