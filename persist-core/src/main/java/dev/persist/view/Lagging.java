package dev.persist.view;

/**
 * A registered view or subscription, or a stored snapshot, that still needs events of a stream.
 *
 * @param consumer its name, such as {@code view revenue version 1} or {@code snapshot revenue version 1}
 * @param seq the seq of the last event it has; it needs the events after that
 */
public record Lagging(String consumer, long seq) {}
