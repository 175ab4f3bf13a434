package dev.persist.internal;

import dev.persist.Event;
import dev.persist.Guard;
import dev.persist.Limits;
import dev.persist.spi.Backend;
import dev.persist.spi.Link;
import dev.persist.spi.LinkMarks;
import dev.persist.spi.PrefixRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Finds the consumers that still need the events of a stream because links point to them. These are the consumers of
 * the global order, of the prefixes of the stream's name, of the tags of its events, and of the streams they are linked
 * into. It costs a look at each of these streams, and a pass over the links that a consumer has not handled.
 */
public final class LinkNeeds {
  /**
   * The most streams with a guard each. With more streams one guard covers all, since a commit has a limit; then a new
   * follower of any stream overtakes the compaction.
   */
  private static final int MOST_GUARDS = Limits.COMMIT_PARTS / 2;

  private final Backend backend;
  private final String stream;

  /** Creates a search for the needs of {@code stream}. */
  public LinkNeeds(Backend backend, String stream) {
    this.backend = backend;
    this.stream = stream;
  }

  /**
   * The needs at one moment.
   *
   * @param unchanged guards that hold as long as no other consumer came to need the events
   * @param through by consumer, the seq through which it needs no event
   */
  public record Found(List<Guard> unchanged, Map<String, Long> through) {}

  /** Returns which consumers need which events. */
  public Found find() {
    var stored = backend.get(PrefixRules.KEY);
    var rules = PrefixRules.of(stored);
    var guards = new ArrayList<Guard>();
    var through = new TreeMap<String, Long>();
    guards.add(Guard.key(PrefixRules.KEY, stored));
    var changes = LinkMarks.changes(stream);
    guards.add(Guard.key(changes, backend.get(changes)));
    rules.about(stream).forEach((prefix, rule) -> {
      if (!rule.covers(stream) && backend.get(PrefixRules.mark(stream, prefix)).isEmpty()) {
        through.put("build of prefix \"" + prefix + "\"", 0L);
      }
    });
    var registrations = Guard.key(Needs.REGISTRATIONS, backend.get(Needs.REGISTRATIONS));
    var registered = new ArrayList<Guard>();
    Stream.of(Stream.of(Event.GLOBAL), rules.links(stream), marked()).flatMap(links -> links).forEach(links -> {
      var needs = new Needs(backend, links);
      var consumers = needs.registered();
      if (!Reserved.isTag(links)) { // a new consumer of a tag raises the number above
        registered.add(consumers.unchanged());
      }
      consumers.positionKeys()
          .forEach((consumer, position) -> firstLinkAfter(needs.position(position), links)
              .ifPresent(seq -> through.merge(consumer + " of \"" + links + "\"", seq - 1, Math::min)));
    });
    guards.addAll(registered.size() <= MOST_GUARDS ? registered : List.of(registrations));
    return new Found(guards, through);
  }

  private Stream<String> marked() {
    var marks = LinkMarks.marks(stream);
    return Pages.<String>stream(last -> backend.keys(marks, last.orElse(""), Pages.SIZE))
        .flatMap(key -> backend.get(key).stream())
        .map(links -> links.as(String.class));
  }

  /** Returns the lowest seq of this stream that {@code links} has after {@code position}. */
  private OptionalLong firstLinkAfter(long position, String links) {
    return Pages.events(last -> backend.read(links, last.map(Event::seq).orElse(position) + 1, Pages.SIZE))
        .flatMap(event -> Link.of(event).stream())
        .filter(link -> link.stream().equals(stream))
        .mapToLong(Link::seq)
        .min();
  }
}
