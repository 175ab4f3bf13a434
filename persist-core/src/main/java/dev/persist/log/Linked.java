package dev.persist.log;

import dev.persist.Event;

/** What a link points to. */
public sealed interface Linked {
  /** Returns the seq of the link itself, its place in the stream of links. */
  long position();

  /** The event is there. */
  record Present(long position, Event event) implements Linked {}

  /** The event {@code seq} of {@code stream} was dropped, and no archive has it; its place in the order remains. */
  record Compacted(long position, String stream, long seq) implements Linked {}
}
