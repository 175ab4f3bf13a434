package dev.persist.log;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;

import dev.persist.Event;
import dev.persist.Limits;
import dev.persist.internal.Archive;
import dev.persist.internal.Pages;
import dev.persist.spi.Backend;
import dev.persist.spi.EventPage;
import dev.persist.spi.Link;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A stream as it is folded: with what compaction archived, and with its links followed. Safe for use by any thread.
 *
 * <p>Links are written by the commits that write the events, so a stream of links is a view of many streams in commit
 * order, without gaps, that never skips an event that commits later. Positions are the seqs of the stream.
 */
public final class Timeline {
  private static final NavigableSet<Long> NONE = Collections.emptyNavigableSet();

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
    var events = page.elements();
    if (events.stream().noneMatch(event -> event.type().equals(Event.LINK))) {
      return new Pages.Page<>(events.stream().<Linked>map(event -> new Linked.Present(event.seq(), event)).toList(),
          page.more());
    }
    var targets = events.stream().map(Link::of).toList();
    var wanted = targets.stream()
        .flatMap(Optional::stream)
        .collect(groupingBy(Link::stream,
            mapping(Link::seq, Collectors.<Long, NavigableSet<Long>>toCollection(TreeSet::new))));
    var found = new HashMap<Link, Event>();
    var linked = new ArrayList<Linked>();
    var bytes = 0L;
    for (var i = 0; i < events.size(); i++) {
      var target = targets.get(i);
      var seqs = target.map(each -> wanted.getOrDefault(each.stream(), NONE)).orElse(NONE);
      if (target.isPresent() && seqs.contains(target.get().seq())) {
        if (bytes >= Limits.PAGE_BYTES) {
          return new Pages.Page<>(linked, true);
        }
        bytes += fetch(target.get(), seqs, found);
      }
      linked.add(linked(events.get(i), targets.get(i), found));
    }
    return new Pages.Page<>(linked, page.more());
  }

  /** Reads the run of {@code seqs} that begins with {@code first} at once, and returns how many bytes that were. */
  private long fetch(Link first, NavigableSet<Long> seqs, Map<Link, Event> found) {
    var last = first.seq();
    while (seqs.contains(last + 1)) {
      last++;
    }
    var events = page(first.stream(), first.seq(), (int) (last - first.seq() + 1)).elements();
    events.forEach(event -> found.put(new Link(first.stream(), event.seq()), event));
    seqs.subSet(first.seq(), true, events.isEmpty() ? last : Math.clamp(events.getLast().seq(), first.seq(), last),
        true)
        .clear();
    return EventPage.bytes(events);
  }

  private static Linked linked(Event event, Optional<Link> target, Map<Link, Event> found) {
    var link = event.seq();
    if (target.isEmpty()) {
      return new Linked.Present(link, event);
    }
    var there = found.get(target.get());
    return there == null
        ? new Linked.Compacted(link, target.get().stream(), target.get().seq())
        : new Linked.Present(link, there);
  }
}
