package dev.persist.decide;

import dev.persist.Event;
import dev.persist.Guard;
import dev.persist.Persist;
import dev.persist.log.Linked;
import dev.persist.log.TruncatedException;
import java.util.Iterator;
import java.util.Optional;

/** Reads the events of one tag after those already seen, up to those of one moment. Not thread-safe. */
final class TagReader {
  private final String stream;
  private final long through;
  private final Iterator<Linked> links;
  private long head;
  private Optional<Event> event = Optional.empty();

  /**
   * Creates a reader that has read nothing yet.
   *
   * @param seen the stream of the tag, and the last link in it that was seen
   * @param through the seq of the last event of the moment
   */
  TagReader(Persist store, Guard.StreamAt seen, long through) {
    this.stream = seen.stream();
    this.through = through;
    this.links = store.log().timeline(stream).readFrom(seen.seq() + 1).iterator();
    this.head = seen.seq();
  }

  /** Goes to the next event; returns whether there is one. */
  boolean advance() {
    event = links.hasNext() ? follow(links.next()) : Optional.empty();
    return event.isPresent();
  }

  private Optional<Event> follow(Linked link) {
    return switch (link) {
      case Linked.Present(var position, var later) when later.seq() > through -> Optional.empty();
      case Linked.Present(var position, var next) -> {
        head = position;
        yield Optional.of(next);
      }
      case Linked.Compacted(var position, var origin, var seq) -> throw new TruncatedException(seq, seq, origin,
          "the stream \"" + stream + "\" links to it; resume from a later state, or open the store with the archive");
    };
  }

  /** Returns the event that this reader is at. */
  Event event() {
    return event.orElseThrow();
  }

  /** Returns the guard that holds as long as no link was added after those this reader has read. */
  Guard unchanged() {
    return Guard.streamAt(stream, head);
  }
}
