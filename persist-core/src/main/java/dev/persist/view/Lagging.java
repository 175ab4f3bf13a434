package dev.persist.view;

/**
 * A registered view or subscription that still needs events of a stream.
 *
 * @param consumer what it is called, such as {@code view revenue version 1}
 * @param seq the last seq it has; it needs those after it
 */
public record Lagging(String consumer, long seq) {}
