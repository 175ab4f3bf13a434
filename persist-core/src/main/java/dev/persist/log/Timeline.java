package dev.persist.log;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;

import dev.persist.Event;
import dev.persist.internal.Archive;
import dev.persist.internal.Pages;
import dev.persist.spi.Backend;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
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
    return pages(last -> page(last.map(Linked::position).orElse(position - 1) + 1));
  }

  /** Returns one page of what is at {@code position} and later, in order; empty when there is nothing. */
  public List<Linked> page(long position) {
    return follow(page(stream, position, Pages.SIZE));
  }

  /** Returns the events of the stream from seq {@code from} on, archived ones included, links as they are. */
  Stream<Event> events(long from) {
    return pages(last -> page(stream, last.map(Event::seq).orElse(from - 1) + 1, Pages.SIZE));
  }

  private <T> Stream<T> pages(Function<Optional<T>, List<T>> pageAfter) {
    return archive.isOpen() ? Pages.untilEmpty(pageAfter) : Pages.stream(pageAfter);
  }

  /** The archive is asked second: what is not there any more was archived before it was dropped. */
  private List<Event> page(String from, long seq, int limit) {
    var stored = backend.read(from, seq, limit);
    if (!stored.isEmpty() && stored.getFirst().seq() <= seq) {
      return stored;
    }
    var archived = archive.read(from, seq);
    return archived.isEmpty() ? stored : archived;
  }

  private List<Linked> follow(List<Event> page) {
    if (page.stream().noneMatch(event -> event.type().equals(Event.LINK))) {
      return page.stream().<Linked>map(event -> new Linked.Present(event.seq(), event)).toList();
    }
    var targets = page.stream().map(Target::of).toList();
    var wanted = targets.stream()
        .flatMap(Optional::stream)
        .collect(groupingBy(Target::stream, mapping(Target::seq, toCollection(TreeSet::new))));
    var found = new HashMap<Target, Event>();
    wanted.forEach((name, seqs) -> fetch(name, seqs, found));
    return IntStream.range(0, page.size()).mapToObj(i -> linked(page.get(i), targets.get(i), found)).toList();
  }

  /** Reads each run of seqs at once. */
  private void fetch(String from, NavigableSet<Long> seqs, Map<Target, Event> found) {
    while (!seqs.isEmpty()) {
      var first = seqs.first();
      var last = first;
      while (seqs.contains(last + 1)) {
        last++;
      }
      var page = page(from, first, (int) (last - first + 1));
      page.forEach(event -> found.put(new Target(from, event.seq()), event));
      seqs.headSet(page.isEmpty() ? last : Math.min(last, page.getLast().seq()), true).clear();
    }
  }

  private static Linked linked(Event event, Optional<Target> target, Map<Target, Event> found) {
    var link = event.seq();
    if (target.isEmpty()) {
      return new Linked.Present(link, event);
    }
    var there = found.get(target.get());
    return there == null
        ? new Linked.Compacted(link, target.get().stream, target.get().seq)
        : new Linked.Present(link, there);
  }

  private record Target(String stream, long seq) {
    static Optional<Target> of(Event event) {
      return event.type().equals(Event.LINK) ? Optional.of(event.data().as(Target.class)) : Optional.empty();
    }
  }
}
