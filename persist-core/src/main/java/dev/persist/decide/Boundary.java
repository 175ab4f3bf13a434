package dev.persist.decide;

import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.Guard;
import dev.persist.Persist;
import dev.persist.internal.Reserved;
import dev.persist.log.EventTypes;
import dev.persist.log.TruncatedException;
import dev.persist.spi.Backend;
import dev.persist.spi.Link;
import dev.persist.view.Projection.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides commands on the events that carry certain tags, and appends the events that a decision makes happen. When
 * another event with one of these tags was appended first, it decides again: a dynamic consistency boundary
 * (dcb.events).
 *
 * <pre>{@code
 * var library = store.boundary("library", 1, EventTypes.of(LibraryEvent.class), LibraryEvent::tags);
 * var none = new Loans(false, false, 0);
 * library.on(Set.of("member:ann"), none, (loans, event) -> loans)
 *     .decide(now, loans -> Verdict.of("welcome", new LibraryEvent.Joined("ann")));
 * }</pre>
 *
 * <p>All events lie in one stream, the context, so its seqs are their order. The commit that appends an event links it
 * into one stream for each of its tags. A command reads the streams of its tags as of one moment, merged by seq, and
 * guards its commit on their heads. So two commands conflict only if they share a tag.
 *
 * <p>The function that gives the tags is the tag rule, and it has a version. The first event stores which version is in
 * use, and each commit is guarded on that. A boundary of another version would miss the events before it. So it is
 * refused with {@link TagRuleException} until {@link #retag} has tagged these events. From then on, the version before
 * is refused in every process.
 *
 * <p>A function that was changed under the same version is refused, too, when it gives one of the last 500 events a tag
 * that the event is not stored with. Each boundary checks this once, on the latest event of each type. An event that
 * was appended to the context without its boundary has no tags; among tagged events, the check does not notice it.
 *
 * <p>A decision reads all events with its tags. So choose tags that few events carry, or go on from what was seen
 * before. Safe for use by any thread. Any thread may call the functions given to it. They read nothing but their
 * arguments; a decision may also read what its verdict guards.
 *
 * @param <E> the events, a sealed interface of records
 * @see Persist#boundary
 */
public final class Boundary<E> {
  private final Persist store;
  private final String context;
  private final TagRule rule;
  private final EventTypes<E> types;
  private final Function<E, Set<String>> tags;
  private final TagSample<E> sample;
  private final Links<E> links;
  private final Patience patience;
  private final Turns<?> turns = new Turns<>();

  /**
   * Creates a boundary over {@code store}, which the caller closes. {@link Persist#boundary} calls this, and says what
   * the parameters are.
   *
   * @param backend the backend of the store
   */
  public Boundary(
      Persist store,
      Backend backend,
      String context,
      int version,
      EventTypes<E> types,
      Function<E, Set<String>> tags) {
    this.store = store;
    this.context = Reserved.refuse("stream", context);
    this.rule = new TagRule(backend, context, version);
    this.types = types;
    this.tags = tags;
    this.sample = new TagSample<>(backend, context, rule, types, tags);
    this.links = Links.none();
    this.patience = Patience.USUAL;
  }

  /** Creates a boundary that differs from {@code other} in its links and its patience. */
  private Boundary(Boundary<E> other, Links<E> links, Patience patience) {
    this.store = other.store;
    this.context = other.context;
    this.rule = other.rule;
    this.types = other.types;
    this.tags = other.tags;
    this.sample = other.sample;
    this.links = links;
    this.patience = patience;
  }

  /**
   * Returns this boundary with another patience. Without one, it decides a command up to 100 times and does not pause.
   *
   * @param attempts how often a command is decided before it ends as {@link Decided.Contended}; 1 or more
   * @param pause gives the time to wait after so many attempts; put jitter here. An interrupt ends the wait
   */
  public Boundary<E> retrying(int attempts, IntFunction<Duration> pause) {
    return new Boundary<>(this, links, new Patience(attempts, pause));
  }

  /**
   * Returns this boundary with links: the commit that appends an event also links it into each of {@code streams}.
   * Examples are {@code linking("all")}, and {@code linking(Event.GLOBAL)} for a place in the global order.
   *
   * @throws IllegalArgumentException when a stream starts with {@code $} and is not the global order or that
   *     of a tag
   */
  public Boundary<E> linking(String... streams) {
    return linking(Links.always(streams));
  }

  /** As {@link #linking(String...)}, into the streams that {@code streams} gives for an event; storage format. */
  public Boundary<E> linking(Function<E, Set<String>> streams) {
    return new Boundary<>(this, links.and(streams), patience);
  }

  /**
   * Returns the name of the stream of links to the events with {@code tag}, for a timeline, a view or the hub. Each
   * version of the tag rule has its own such stream.
   */
  public String stream(String tag) {
    return rule.stream(tag);
  }

  /**
   * Adds {@code event}, dated {@code at}, with its tags and links to {@code commit}, and returns {@code commit}. The
   * commit conflicts when another version of the tag rule has taken over.
   *
   * @throws TagRuleException when another version of the tag rule is in use, when none is though there are events, or
   *     when events were tagged by another function under this boundary's version
   */
  public Commit.Builder append(Commit.Builder commit, E event, Instant at) {
    var head = store.log().lastSeq(context);
    commit.guards(List.of(rule.use(head)));
    sample.require(head);
    add(commit, event, at);
    return commit;
  }

  private void add(Commit.Builder commit, E event, Instant at) {
    commit.append(context, types.write(event, at));
    new TreeSet<>(Links.names("tags", tags, event)).forEach(tag -> commit.link(rule.stream(tag)));
    links.add(commit, event);
  }

  /**
   * Tags at most the next {@code events} events by this boundary's version of the tag rule, in the order in which they
   * were appended. Once no event is left, it puts that version in use. Call it before the boundary is used, until it
   * returns {@link Tagging.Done}: {@code while (library.retag(10_000) instanceof Tagging.Behind) {}}.
   *
   * <p>A call may be cut off anywhere, and several callers may call it at a time, also while others append: each event
   * is tagged once. The version before serves until shortly before the last events are tagged. From then on, boundaries
   * of both versions are refused until this version is in use. The tags of the version before are kept. To go back,
   * call {@code retag} on a boundary of that version; it tags only the events appended since. Until tagging is done,
   * compaction drops no event that is not tagged yet.
   *
   * @param events 1 or more
   * @throws TruncatedException when events were truncated and cannot be tagged; the version before stays in use
   */
  public Tagging retag(int events) {
    if (events < 1) {
      throw new IllegalArgumentException("the number of events to tag is " + events + "; give 1 or more");
    }
    return rule.retag(events, store.log(), event -> tags.apply(types.read(event)));
  }

  /**
   * Folds the events that carry at least one of {@code tags}, each once, in commit order, as of one moment between call
   * and return. Holds one page of events for each tag in memory.
   *
   * @param seed the state before any event
   * @param evolve gives the state after an event
   * @throws IllegalArgumentException when there are no tags
   * @throws TruncatedException when some of the events were truncated
   * @throws TagRuleException when another version of the tag rule is in use, when none is though there are events, or
   *     when events were tagged by another function under this boundary's version
   */
  public <S> Seen<S> see(Set<String> tags, S seed, BiFunction<S, E, S> evolve) {
    return see(nothing(tags, seed), evolve);
  }

  /** As {@link #see(Set, Object, BiFunction)}, but folds only the events since onto what was seen {@code earlier}. */
  public <S> Seen<S> see(Seen<S> earlier, BiFunction<S, E, S> evolve) {
    return see(earlier, evolve, rule::require, event -> false);
  }

  /**
   * Folds the events that carry at least one of {@code tags} as of {@code at}. It folds in commit order, and ends
   * before the first of these events that is dated later. So the state is one that a decision on these tags could once
   * have seen.
   *
   * @throws IllegalArgumentException when there are no tags
   * @throws TruncatedException when some of the events were truncated
   * @throws TagRuleException when another version of the tag rule is in use, when none is though there are events, or
   *     when events were tagged by another function under this boundary's version
   */
  public <S> State<S> asOf(Set<String> tags, Instant at, S seed, BiFunction<S, E, S> evolve) {
    return see(nothing(tags, seed), evolve, rule::require, event -> event.at().isAfter(at)).state();
  }

  private <S> Seen<S> see(
      Seen<S> earlier, BiFunction<S, E, S> evolve, LongFunction<Guard> guard, Predicate<Event> end) {
    var through = store.log().lastSeq(context); // read before any tag, so that each tag leaves out later events
    var ruled = guard.apply(through);
    sample.require(through);
    var readers = heads(earlier).stream().map(head -> new TagReader(store, head, through)).toList();
    var ahead = new PriorityQueue<TagReader>(Comparator.comparingLong(reader -> reader.event().seq()));
    readers.stream().filter(TagReader::advance).forEach(ahead::add);
    var state = earlier.state();
    for (var next = ahead.poll(); next != null && !end.test(next.event()); next = ahead.poll()) {
      if (next.event().seq() > state.seq()) { // else it was folded already, under another tag
        state = fold(state, next.event(), evolve);
      }
      if (next.advance()) {
        ahead.add(next);
      }
    }
    var unchanged = Stream.concat(readers.stream().map(TagReader::unchanged), Stream.of(ruled));
    return new Seen<>(state, unchanged.toList());
  }

  /**
   * Returns a command on the events that carry at least one of {@code tags}. The events it appends carry their own
   * tags, by the tag rule.
   *
   * @param seed the state before any event
   * @param evolve gives the state after an event
   * @throws IllegalArgumentException when there are no tags
   */
  public <S> Command<S, E> on(Set<String> tags, S seed, BiFunction<S, E, S> evolve) {
    return on(nothing(tags, seed), evolve);
  }

  /** As {@link #on(Set, Object, BiFunction)}, but reads only the events since what was seen {@code earlier}. */
  public <S> Command<S, E> on(Seen<S> earlier, BiFunction<S, E, S> evolve) {
    @SuppressWarnings("unchecked") // turns hold no state here: each command is sent by itself
    var own = (Turns<S>) turns;
    return new Command<>(store, new OfTags<>(earlier, evolve), patience, own,
        heads(earlier).stream().map(Guard.StreamAt::stream).toList());
  }

  private <S> Seen<S> nothing(Set<String> tags, S seed) {
    if (tags.isEmpty()) {
      throw new IllegalArgumentException("there are no tags; give the tags of the events that the decision depends on");
    }
    var heads = tags.stream().sorted().map(tag -> Guard.streamAt(stream(tag), 0)).toList();
    return new Seen<>(new State<>(seed, 0), heads);
  }

  private List<Guard.StreamAt> heads(Seen<?> seen) {
    var heads = new ArrayList<Guard.StreamAt>();
    for (var guard : seen.unchanged()) {
      if (guard instanceof Guard.StreamAt head && rule.isStream(head.stream())) {
        heads.add(head);
      } else if (!rule.isGuard(guard)) {
        throw elsewhere(guard);
      }
    }
    if (heads.isEmpty()) {
      throw elsewhere(seen.unchanged());
    }
    return heads;
  }

  private IllegalArgumentException elsewhere(Object guard) {
    return new IllegalArgumentException(
        guard + " is not the head of a tag of \"" + context + "\"; continue from a state that this boundary returned");
  }

  private <S> State<S> fold(State<S> state, Event event, BiFunction<S, E, S> evolve) {
    return new State<>(evolve.apply(state.value(), types.read(event)), event.seq());
  }

  private final class OfTags<S> implements Basis<S, E> {
    private final BiFunction<S, E, S> evolve;

    /** The state that any thread saw last; the next read folds newer events onto it. */
    private volatile Seen<S> seen;

    OfTags(Seen<S> earlier, BiFunction<S, E, S> evolve) {
      this.seen = earlier;
      this.evolve = evolve;
    }

    @Override
    public Optional<Seen<S>> kept() {
      return Optional.empty();
    }

    @Override
    public Seen<S> see() {
      var now = Boundary.this.see(seen, evolve, rule::use, event -> false);
      seen = now;
      return now;
    }

    @Override
    public void append(Commit.Builder commit, E event, Instant at) {
      add(commit, event, at);
    }

    @Override
    public Optional<Seen<S>> expect(Seen<S> seen, Commit commit) {
      return Optional.empty(); // what the links of others lead to has to be read
    }

    @Override
    public void settle(Optional<Seen<S>> now) {
      // Nothing is kept.
    }

    @Override
    public State<S> after(Seen<S> seen, List<Event> appended) {
      var streams = heads(seen).stream().map(Guard.StreamAt::stream).collect(Collectors.toSet());
      var tagged = appended.stream()
          .filter(event -> streams.contains(event.stream()))
          .flatMap(event -> Link.of(event).stream())
          .map(Link::seq)
          .collect(Collectors.toSet());
      var state = seen.state();
      for (var event : appended) {
        if (event.stream().equals(context) && tagged.contains(event.seq())) {
          state = fold(state, event, evolve);
        }
      }
      return state;
    }
  }
}
