package dev.persist.log;

import dev.persist.Event;
import dev.persist.Limits;
import dev.persist.internal.Archive;
import dev.persist.internal.Pages;
import dev.persist.spi.Backend;
import dev.persist.spi.EventPage;
import dev.persist.spi.Link;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A stream as it is folded: with what compaction archived, and with its links followed. Safe for use by any thread.
 *
 * <p>Links are written by the commits that write the events, so a stream of links is a view of many streams in commit
 * order, without gaps, that never skips an event that commits later. Positions are the seqs of the stream.
 */
public final class Timeline {
  private final Backend backend;
  private final Archive archive;
  private final String stream;

  Timeline(Backend backend, Archive archive, String stream) {
    this.backend = backend;
    this.archive = archive;
    this.stream = stream;
  }

  /** Returns the name of the stream. */
  public String stream() {
    return stream;
  }

  /** Returns the last position; 0 when there is none. */
  public long position() {
    return backend.lastSeq(stream);
  }

  /** Returns all of it, in order. */
  public Stream<Linked> read() {
    return readFrom(1);
  }

  /**
   * Returns what is at {@code position} and later, in order, read page by page as it is consumed, a page of links with
   * the events they point to. An event that is no link stands for itself.
   */
  public Stream<Linked> readFrom(long position) {
    return Pages.pages(last -> linked(last.map(Linked::position).orElse(position - 1) + 1));
  }

  /** Returns one page of what is at {@code position} and later, in order; empty when there is nothing. */
  public List<Linked> page(long position) {
    return linked(position).elements();
  }

  private Pages.Page<Linked> linked(long position) {
    return follow(page(stream, position, Pages.SIZE));
  }

  /** Returns the events of the stream from seq {@code from} on, archived ones included, links as they are. */
  Stream<Event> events(long from) {
    return Pages.pages(last -> page(stream, last.map(Event::seq).orElse(from - 1) + 1, Pages.SIZE));
  }

  /** The archive is asked second: what is not there any more was archived before it was dropped. */
  private Pages.Page<Event> page(String from, long seq, int limit) {
    var stored = backend.read(from, seq, limit);
    if (!stored.isEmpty() && stored.getFirst().seq() <= seq) {
      return new Pages.Page<>(stored, archive.isOpen() || EventPage.isFull(stored, limit));
    }
    var archived = archive.read(from, seq);
    return archived.isEmpty()
        ? new Pages.Page<>(stored, !stored.isEmpty() && (archive.isOpen() || EventPage.isFull(stored, limit)))
        : new Pages.Page<>(archived, true);
  }

  /** Follows the links of {@code page}, or the first of them, if the events they point to have more bytes than a page. */
  private Pages.Page<Linked> follow(Pages.Page<Event> page) {
    var targets = page.elements().stream().map(Link::of).toList();
    var links = targets.stream().flatMap(Optional::stream).toList();
    var stored = links.isEmpty() ? List.<Event>of() : backend.follow(links);
    var full = EventPage.isFull(stored, links.size());
    var archived = new HashMap<Link, Event>();
    var archivedBytes = 0L;
    var linked = new ArrayList<Linked>();
    var next = 0;
    for (var i = 0; i < targets.size(); i++) {
      var event = page.elements().get(i);
      var link = targets.get(i).orElse(null);
      if (link == null) {
        linked.add(new Linked.Present(event.seq(), event));
      } else if (next < stored.size() && link.pointsTo(stored.get(next))) {
        linked.add(new Linked.Present(event.seq(), stored.get(next++)));
      } else if (next == stored.size() && full) {
        return new Pages.Page<>(linked, true);
      } else {
        if (!archived.containsKey(link)) {
          if (archivedBytes >= Limits.PAGE_BYTES) {
            return new Pages.Page<>(linked, true);
          }
          archivedBytes += fetch(link, archived);
        }
        linked.add(dropped(event.seq(), link, archived));
      }
    }
    return new Pages.Page<>(linked, page.more());
  }

  /** Reads what the archive has from {@code link} on, and returns how many bytes that are. */
  private long fetch(Link link, Map<Link, Event> archived) {
    var events = archive.read(link.stream(), link.seq());
    events.forEach(event -> archived.put(new Link(event.stream(), event.seq()), event));
    return EventPage.bytes(events);
  }

  private static Linked dropped(long position, Link link, Map<Link, Event> archived) {
    var event = archived.get(link);
    return event == null
        ? new Linked.Compacted(position, link.stream(), link.seq())
        : new Linked.Present(position, event);
  }
}
