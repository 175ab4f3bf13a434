package dev.persist.decide;

import dev.persist.Event;
import dev.persist.internal.Pages;
import dev.persist.log.EventTypes;
import dev.persist.log.UnreadableException;
import dev.persist.spi.Backend;
import dev.persist.spi.Link;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Checks once that a function gives the latest events the tags they are stored with. The function itself cannot be
 * stored, so this is how a boundary notices that a function was changed while its version stayed. Safe for use by any
 * thread.
 */
final class TagSample<E> {
  private static final int EVENTS = Pages.SIZE;

  private final Backend backend;
  private final String context;
  private final TagRule rule;
  private final EventTypes<E> types;
  private final Function<E, Set<String>> tags;
  private volatile boolean agreed;

  TagSample(Backend backend, String context, TagRule rule, EventTypes<E> types, Function<E, Set<String>> tags) {
    this.backend = backend;
    this.context = context;
    this.rule = rule;
    this.types = types;
    this.tags = tags;
  }

  /** The tags that the function gives an event. */
  private record Tagged(long seq, Set<String> tags) {}

  /**
   * Looks at the latest event of each type that has a tag in the store, unless that was done before, or there is no
   * event.
   *
   * @param head the last seq of the context, at which the rule was in use
   * @throws TagRuleException when the function gives one of them a tag that it does not have in the store, or when the
   *     function gives tags to all events of a type, and none of them has a tag in the store
   */
  void require(long head) {
    if (agreed || head == 0) {
      return;
    }
    var latestFirst = new HashMap<String, Deque<Tagged>>();
    Pages.events(last -> backend.read(context, last.map(Event::seq).orElse(Math.max(0, head - EVENTS)) + 1, EVENTS))
        .takeWhile(event -> event.seq() <= head)
        .forEach(event -> latestFirst.computeIfAbsent(event.type(), type -> new ArrayDeque<>())
            .push(new Tagged(event.seq(), tags(event))));
    latestFirst.values().forEach(this::require);
    agreed = true;
  }

  private void require(Deque<Tagged> latestFirst) {
    for (var event : latestFirst) {
      var missing = event.tags.stream().filter(tag -> !hasLink(rule.stream(tag), event.seq)).toList();
      if (missing.isEmpty()) {
        return;
      }
      if (missing.size() < event.tags.size() || event.equals(latestFirst.getLast())) {
        throw rule.disagrees(event.seq, missing.getFirst());
      }
    }
  }

  private Set<String> tags(Event stored) {
    E event;
    try {
      event = types.read(stored);
    } catch (UnreadableException e) {
      return Set.of(); // an event of another boundary over the context, which has other types
    }
    return new TreeSet<>(Links.names("tags", tags, event));
  }

  /** Looks back from the last link. Links are in the order of their events, and one event may have several links. */
  private boolean hasLink(String stream, long seq) {
    for (var to = backend.lastSeq(stream); to > 0; to -= EVENTS) {
      var links = backend.read(stream, Math.max(1, to - EVENTS + 1), EVENTS)
          .stream()
          .flatMap(event -> Link.of(event).stream())
          .map(Link::seq)
          .toList();
      if (links.contains(seq)) {
        return true;
      }
      if (!links.isEmpty() && Collections.max(links) < seq) {
        return false;
      }
    }
    return false;
  }
}
