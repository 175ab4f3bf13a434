package dev.persist.log;

import dev.persist.Event;
import dev.persist.Limits;
import dev.persist.internal.Archive;
import dev.persist.internal.Pages;
import dev.persist.spi.Backend;
import dev.persist.spi.Link;
import dev.persist.spi.Page;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A stream as folds read it: links are followed, and events that compaction archived are included. Safe for use by any
 * thread.
 *
 * <p>A link that is written by the commit of its event has its place in commit order. So a stream of such links is a view
 * of many streams without gaps: a reader never skips an event that commits later. Positions are the seqs of the stream.
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

  /** Returns the whole timeline, in order. */
  public Stream<Linked> read() {
    return readFrom(1);
  }

  /**
   * Returns the events at {@code position} and later, in order. Reads them page by page as the caller consumes them: a
   * page of links, then the events that they point to. An event that is no link stands for itself.
   */
  public Stream<Linked> readFrom(long position) {
    return Pages.pages(last -> linked(last.map(Linked::position).orElse(position - 1) + 1));
  }

  /** Returns one page of the events at {@code position} and later, in order: empty when there are none. */
  public List<Linked> page(long position) {
    return linked(position).elements();
  }

  private Pages.Part<Linked> linked(long position) {
    return follow(page(stream, position, Pages.SIZE));
  }

  /** Returns the events of the stream from seq {@code from} on, archived events included. Does not follow links. */
  Stream<Event> events(long from) {
    return Pages.pages(last -> page(stream, last.map(Event::seq).orElse(from - 1) + 1, Pages.SIZE));
  }

  /** Reads the store first, then the archive: an event that the store dropped was archived before. */
  private Pages.Part<Event> page(String from, long seq, int limit) {
    var stored = backend.read(from, seq, limit);
    if (!stored.isEmpty() && stored.getFirst().seq() <= seq) {
      return new Pages.Part<>(stored, Page.isFull(stored, limit));
    }
    var archived = archive.read(from, seq);
    return archived.isEmpty()
        ? new Pages.Part<>(stored, Page.isFull(stored, limit))
        : new Pages.Part<>(archived, true);
  }

  /** Follows the links of {@code page}. Follows only the first of them if their events have more bytes than a page. */
  private Pages.Part<Linked> follow(Pages.Part<Event> page) {
    var targets = page.elements().stream().map(Link::of).toList();
    var links = targets.stream().flatMap(Optional::stream).toList();
    var stored = links.isEmpty() ? List.<Event>of() : backend.follow(links);
    var full = Page.isFull(stored, links.size());
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
        return new Pages.Part<>(linked, true);
      } else {
        if (!archived.containsKey(link)) {
          if (archivedBytes >= Limits.PAGE_BYTES) {
            return new Pages.Part<>(linked, true);
          }
          archivedBytes += fetch(link, archived);
        }
        linked.add(dropped(event.seq(), link, archived));
      }
    }
    return new Pages.Part<>(linked, page.more());
  }

  /** Reads the events that the archive has from {@code link} on, and returns how many bytes they have. */
  private long fetch(Link link, Map<Link, Event> archived) {
    var events = archive.read(link.stream(), link.seq());
    events.forEach(event -> archived.put(new Link(event.stream(), event.seq()), event));
    return Page.bytes(events);
  }

  private static Linked dropped(long position, Link link, Map<Link, Event> archived) {
    var event = archived.get(link);
    return event == null
        ? new Linked.Compacted(position, link.stream(), link.seq())
        : new Linked.Present(position, event);
  }
}
