package dev.persist.log;

import dev.persist.Event;

/** The event that a link points to. */
public sealed interface Linked {
  /** Returns the seq of the link itself, its place in the stream of links. */
  long position();

  /** The event is stored or archived. */
  record Present(long position, Event event) implements Linked {}

  /** Event {@code seq} of {@code stream} was dropped, and no archive has it. Its place in the order remains. */
  record Compacted(long position, String stream, long seq) implements Linked {}
}
