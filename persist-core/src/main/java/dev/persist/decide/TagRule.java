package dev.persist.decide;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Guard;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.Op;
import dev.persist.internal.Needs;
import dev.persist.internal.OwnKeys;
import dev.persist.log.EventLog;
import dev.persist.log.TruncatedException;
import dev.persist.spi.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One version of the rule by which the events of a context are tagged. Each version has its own streams of links. One
 * key says which version is in use, and every commit that appends or decides is guarded on that key.
 *
 * <p>The way to another version has four steps. Link the existing events into its streams, a few to a commit. Say in
 * the key which version comes next, so that no boundary appends any more. Link the events that were appended since.
 * Switch. For a version that is not in use, a key of its own says how far its streams have come. So a version that was
 * in use before needs only the events since, and a builder that was cut off goes on where it was.
 */
final class TagRule {
  private static final int MOST_LINKS = Limits.COMMIT_PARTS - 1;

  private static final String CONSUMER = "tag rule version ";

  private final Backend backend;
  private final String context;
  private final int version;
  private final Stored inUse;

  TagRule(Backend backend, String context, int version) {
    if (version < 1) {
      throw new IllegalArgumentException("the version of the tag rule is " + version + "; give 1 or more");
    }
    this.backend = backend;
    this.context = context;
    this.version = version;
    this.inUse = new Stored(version, 0);
  }

  /**
   * Storage format.
   *
   * @param version the version in use, 0 for none
   * @param next the version that takes its place, 0 for none
   */
  private record Stored(int version, int next) {}

  /** Storage format: all events of the context through {@code seq} are linked into the streams of the version. */
  private record Tagged(long seq) {}

  String stream(String tag) {
    return OwnKeys.tagStream(context, version, tag);
  }

  /** Returns whether {@code stream} is that of a tag of this version. */
  boolean isStream(String stream) {
    return stream.startsWith(OwnKeys.tagStreams(context, version));
  }

  /**
   * Returns the guard that holds as long as this version is in use, or as long as the context is empty.
   *
   * @param head the last seq of the context, read before
   * @throws TagRuleException when another version is in use, or when none is though there are events
   */
  Guard require(long head) {
    var stored = backend.get(key());
    if (stored.isEmpty() && head == 0) {
      return Guard.streamAt(context, 0);
    }
    var now = read(stored);
    if (!now.equals(inUse)) {
      throw new TagRuleException(context, version, now.version, now.next);
    }
    return Guard.key(key(), stored);
  }

  /** As {@link #require}, and puts this version in use when the context is empty. */
  Guard use(long head) {
    var guard = require(head);
    if (guard instanceof Guard.StreamAt empty) {
      commit(List.of(empty, Guard.keyAbsent(key())), List.of(put(inUse)));
      return require(1);
    }
    return guard;
  }

  /** Returns the exception for a function that gives event {@code seq} a tag that it is not stored with. */
  TagRuleException disagrees(long seq, String tag) {
    return new TagRuleException(context, version, seq, tag);
  }

  /** Returns whether {@code guard} says that a context is empty, or which version of its rule is in use. */
  boolean isGuard(Guard guard) {
    return switch (guard) {
      case Guard.StreamAt(var stream, var seq) -> stream.equals(context) && seq == 0;
      case Guard.KeyIs(var key, var value) -> key.equals(key());
      case Guard.KeyAbsent absent -> false;
    };
  }

  /** Tags at most {@code events} more events on the way to this version. */
  Tagging retag(int events, EventLog log, Function<Event, Set<String>> tags) {
    var now = read(backend.get(key()));
    var fenced = new Stored(now.version, version);
    if (now.version == version) { // in use; another version may have begun to take its place, which this ends
      commit(List.of(unchanged(now)), List.of(put(inUse)));
    } else {
      needs().register(consumer(), tagged(version));
      if (link(now, events, log, tags) && (now.equals(fenced) || commit(List.of(unchanged(now)), List.of(put(fenced))))
          && link(fenced, events, log, tags)) {
        takeOver(fenced);
      }
    }
    if (read(backend.get(key())).equals(inUse)) {
      needs().forgetAll(CONSUMER); // given-up versions, too; not in takeOver, as a slower builder may register again
      return new Tagging.Done();
    }
    return new Tagging.Behind(position(backend.get(tagged(version))), backend.lastSeq(context));
  }

  /** Links the next events, in the order of their seqs; returns whether no event is left. */
  private boolean link(Stored now, int events, EventLog log, Function<Event, Set<String>> tags) {
    var kept = backend.get(tagged(version));
    var through = position(kept);
    var goal = backend.lastSeq(context);
    var last = Math.min(goal, through + events);
    var links = new ArrayList<Op>();
    for (var event : (Iterable<Event>) events(log, through, last)::iterator) {
      if (event.seq() != through + 1) {
        throw gone(through + 1, event.seq() - 1);
      }
      var more = links(event, tags);
      if (links.size() + more.size() > MOST_LINKS) {
        if (!keep(now, kept, links, through)) {
          return false;
        }
        kept = Optional.of(Json.of(new Tagged(through)));
        links.clear();
      }
      links.addAll(more);
      through = event.seq();
    }
    if (through < last) {
      throw gone(through + 1, last);
    }
    return (through == position(kept) || keep(now, kept, links, through)) && through == goal;
  }

  private Stream<Event> events(EventLog log, long after, long last) {
    return after < last
        ? log.readWithArchive(context, after + 1).takeWhile(event -> event.seq() <= last)
        : Stream.of();
  }

  private List<Op> links(Event event, Function<Event, Set<String>> tags) {
    return new TreeSet<>(Links.names("tags", tags, event)).stream()
        .<Op>map(tag -> new Op.LinkTo(stream(tag), context, event.seq(), event.at()))
        .toList();
  }

  private boolean keep(Stored now, Optional<Json> kept, List<Op> links, long through) {
    var ops = new ArrayList<>(links);
    ops.add(new Op.Put(tagged(version), Json.of(new Tagged(through))));
    return commit(List.of(unchanged(now), Guard.key(tagged(version), kept)), ops);
  }

  private void takeOver(Stored fenced) {
    var kept = backend.get(tagged(version));
    var ops = new ArrayList<>(List.of(put(inUse), new Op.Delete(tagged(version))));
    if (fenced.version != 0) {
      ops.add(new Op.Put(tagged(fenced.version), Json.of(new Tagged(position(kept)))));
    }
    commit(
        List.of(unchanged(fenced), Guard.key(tagged(version), kept), Guard.streamAt(context, position(kept))),
        ops);
  }

  private boolean commit(List<Guard> guards, List<Op> ops) {
    return backend.commit(new Commit(Optional.empty(), guards, ops)) instanceof CommitResult.Committed;
  }

  private TruncatedException gone(long from, long to) {
    return new TruncatedException(from, to, context, "to tag them, open the store with the archive");
  }

  private String consumer() {
    return CONSUMER + version;
  }

  private Needs needs() {
    return new Needs(backend, context);
  }

  private static long position(Optional<Json> stored) {
    return stored.map(json -> json.as(Tagged.class).seq).orElse(0L);
  }

  private static Stored read(Optional<Json> stored) {
    return stored.map(json -> json.as(Stored.class)).orElse(new Stored(0, 0));
  }

  private Op put(Stored stored) {
    return new Op.Put(key(), Json.of(stored));
  }

  private Guard unchanged(Stored now) {
    return now.equals(new Stored(0, 0)) ? Guard.keyAbsent(key()) : Guard.keyIs(key(), Json.of(now));
  }

  private String key() {
    return OwnKeys.tagRule(context);
  }

  private String tagged(int version) {
    return OwnKeys.key(context, "tagged", version);
  }
}
