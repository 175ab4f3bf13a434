package dev.persist.log;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Guard;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.Op;
import dev.persist.internal.Archive;
import dev.persist.internal.OwnKeys;
import dev.persist.internal.Pages;
import dev.persist.internal.Reserved;
import dev.persist.spi.Backend;
import dev.persist.spi.PrefixRules;
import dev.persist.spi.PrefixRules.Rule;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The events of all streams whose names start with a prefix, as one stream of links. It covers the streams that exist
 * and those created later. Each event is linked once, in order within its stream. A prefix is built once in the life of
 * a store: that registers it and links the events there are. To follow all books from the first event:
 *
 * <pre>{@code
 * var books = store.log().prefix("book/");
 * while (books.build(10_000) instanceof Prefix.Building) {}
 * var everyBook = store.subscription("every-book", books.stream());
 * }</pre>
 *
 * <p>Once a prefix is built, every commit that appends to one of its streams writes the link with the event, whichever
 * caller commits and in whichever process. So these links are in commit order. Links to events from before the end of
 * the build are in order within each stream. Following the links costs as much as following one stream, however many streams there
 * are. Each append costs one more small event for each prefix that the stream falls under.
 *
 * <p>A link that a caller wrote is not linked, because the event that it points to is linked in its own stream. A
 * prefix stays registered for good. Safe for use by any thread.
 */
public final class Prefix {
  private static final int EVENTS_A_COMMIT = 1_000;
  private static final int STREAMS_A_COMMIT = 100;

  private final Backend backend;
  private final Archive archive;
  private final EventLog log;
  private final String prefix;

  Prefix(Backend backend, Archive archive, EventLog log, String prefix) {
    this.backend = backend;
    this.archive = archive;
    this.log = log;
    this.prefix = prefix.isEmpty() ? prefix : Reserved.refuse("prefix", prefix);
    if (!prefix.isEmpty()) {
      Guard.streamAt(prefix, 0); // a prefix is a name within the limits
    }
  }

  /** How far {@link #build} has come. */
  public sealed interface Progress {}

  /**
   * The events of all streams up to and including {@code through}, in name order, are linked. {@code through} is empty
   * at first.
   */
  public record Building(String through) implements Progress {}

  /** Every event is linked. */
  public record Built() implements Progress {}

  /** A caller asked for the links of a prefix that is not built. */
  public static final class NotBuilt extends RuntimeException {
    private static final long serialVersionUID = 1;

    private NotBuilt(String message) {
      super(message);
    }
  }

  /**
   * Returns the name of the stream of links, for a subscription, a view or a timeline. Costs one read.
   *
   * @throws NotBuilt when some events are not linked yet; call {@link #build} first
   */
  public String stream() {
    if (!PrefixRules.of(backend.get(PrefixRules.KEY)).rule(prefix).map(Rule::built).orElse(false)) {
      throw new NotBuilt("the prefix \"" + prefix + "\" is not built, so events would be missing; call "
          + "log().prefix(\"" + prefix + "\").build(10_000) until it returns Built. Once for each store is enough");
    }
    return links();
  }

  /**
   * Registers the prefix if it is not registered. Then links the next events that were there before, at most {@code
   * events} of them.
   *
   * <p>Each commit of a build writes its links together with how far the build has come. So a build that was cut off
   * goes on from there, in any process, and two builds at a time link nothing twice. Callers can append during a build.
   * A stream is done when its last page is linked and no event came since. So a stream that is appended to without a
   * pause takes until there is a pause.
   *
   * <p>Events that were truncated before are not linked. Events in the archive are.
   *
   * @param events 1 or more
   * @throws IllegalArgumentException when the store has {@link Limits#PREFIXES} other prefixes already
   * @throws IllegalStateException when a stream has an archive and this store was opened without it
   */
  public Progress build(int events) {
    if (events < 1) {
      throw new IllegalArgumentException("the number of events to build with is " + events + "; give 1 or more");
    }
    var left = events;
    var streams = STREAMS_A_COMMIT;
    while (true) {
      var stored = backend.get(PrefixRules.KEY);
      var rules = PrefixRules.of(stored);
      var rule = rules.rule(prefix).orElseGet(() -> register(rules));
      if (rule.built()) {
        return new Built();
      }
      if (left <= 0) {
        return new Building(rule.through());
      }
      var step = rules.rule(prefix).isEmpty() ? Step.NOTHING : step(rule, Math.min(left, EVENTS_A_COMMIT), streams);
      var guards = new ArrayList<>(step.commit.guards());
      guards.add(Guard.key(PrefixRules.KEY, stored));
      var ops = new ArrayList<>(step.commit.ops());
      ops.add(new Op.Put(PrefixRules.KEY, rules.with(prefix, step.to).json()));
      var done = backend.commit(new Commit(Optional.empty(), guards, ops)) instanceof CommitResult.Committed;
      left -= done ? step.events : 0;
      streams = done ? STREAMS_A_COMMIT : 1; // one stream that is busy shall not keep the others
    }
  }

  private Rule register(PrefixRules rules) {
    if (rules.size() >= Limits.PREFIXES) {
      throw new IllegalArgumentException("the store has " + rules.size()
          + " prefixes, which is the limit (Limits.PREFIXES); follow one of them");
    }
    return Rule.NEW;
  }

  /**
   * What one commit of a build does.
   *
   * @param to how far the build has come after it
   * @param events how many events the commit looked at
   */
  private record Step(Commit commit, Rule to, int events) {
    static final Step NOTHING = new Step(Commit.builder().build(), Rule.NEW, 0);
  }

  /**
   * Goes through the next streams. A stream created since the prefix was registered is marked, and its events are
   * linked already. So the first stream without a mark stays the first until all its events are linked. {@link
   * Rule#seq} is about that stream.
   */
  private Step step(Rule from, int most, int streams) {
    var commit = Commit.builder();
    var to = from;
    var events = 0;
    var after = after(from.through());
    for (var i = 0; i < streams && events < most; i++) {
      if (!after.hasNext()) {
        return new Step(commit.build(), Rule.BUILT, events);
      }
      var stream = after.next();
      var mark = PrefixRules.mark(stream, prefix);
      if (backend.get(mark).isPresent()) {
        commit.delete(mark);
        to = new Rule(false, stream, to.seq());
        continue;
      }
      var head = backend.lastSeq(stream);
      var page = page(stream, to.seq(), most - events);
      page.stream().filter(PrefixRules::covers).forEach(event -> commit.link(links(), event));
      events += page.size();
      var last = page.isEmpty() ? to.seq() : page.getLast().seq();
      if (events >= most) {
        to = new Rule(false, to.through(), last);
      } else {
        commit.streamAt(stream, Math.max(last, head));
        to = new Rule(false, stream, 0);
      }
    }
    return new Step(commit.build(), to, events);
  }

  private List<Event> page(String stream, long seq, int most) {
    var page = log.readWithArchive(stream, seq + 1).limit(most).map(Prefix::bare).toList();
    if (page.isEmpty() || page.getFirst().seq() > seq + 1) {
      archive.requireOpenIfUsed(stream);
    }
    return page;
  }

  /** Returns {@code event} without data and meta, which a link does not need: a build holds many events at a time. */
  private static Event bare(Event event) {
    return new Event(event.stream(), event.seq(), event.type(), event.at(), Json.NULL, Json.EMPTY);
  }

  /** Returns the streams of this prefix after {@code through} in name order. */
  private Iterator<String> after(String through) {
    var named = through.isEmpty() && !prefix.isEmpty() && backend.lastSeq(prefix) > 0
        ? Stream.of(prefix)
        : Stream.<String>of();
    var longer = Reserved.leaveOut(through.isEmpty() ? prefix : through, last -> backend.streams(last, Pages.SIZE))
        .takeWhile(name -> name.startsWith(prefix));
    return Stream.concat(named, longer).iterator();
  }

  private String links() {
    return OwnKeys.prefixStream(prefix);
  }

  /** Returns a text that names the prefix. */
  @Override
  public String toString() {
    return "prefix \"" + prefix + "\"";
  }
}
