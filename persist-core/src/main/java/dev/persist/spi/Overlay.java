package dev.persist.spi;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.CommitResult.Committed;
import dev.persist.CommitResult.Conflict;
import dev.persist.Event;
import dev.persist.Guard;
import dev.persist.Json;
import dev.persist.Mismatch;
import dev.persist.Op;
import dev.persist.internal.OwnKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The state of the store with the commits that were decided so far laid over it. */
final class Overlay implements StoreState {
  private final StoreState before;
  private final Map<String, Long> lastSeqs = new HashMap<>();
  private final List<Event> events = new ArrayList<>();
  private final Map<String, Long> truncated = new LinkedHashMap<>();
  private final Map<String, Optional<Json>> values = new LinkedHashMap<>();
  private final Map<String, Long> forgotten = new LinkedHashMap<>();
  private final Map<List<String>, Outcome> outcomes = new LinkedHashMap<>();

  /** The registered prefixes; null until they are read. */
  private @Nullable PrefixRules prefixes;

  Overlay(StoreState before) {
    this.before = before;
  }

  /** Returns the answer to a commit whose id was used before. */
  Optional<CommitResult> earlier(Commit commit) {
    return commit.id().flatMap(id -> outcome(id.stream(), id.key()).map(outcome -> outcome.answer(id)));
  }

  /** Decides a commit whose id was not used before. */
  CommitResult decide(Commit commit) {
    var mismatches = Stream
        .concat(commit.guards().stream().map(this::mismatch), commit.ops().stream().map(this::missing))
        .flatMap(Optional::stream)
        .toList();
    if (!mismatches.isEmpty()) {
      return new Conflict(mismatches);
    }
    var appended = apply(commit.ops());
    commit.id().ifPresent(id -> outcomes.put(List.of(id.stream(), id.key()), new Outcome(id, appended)));
    return new Committed(appended);
  }

  Delta delta() {
    return new Delta(events, truncated, values, forgotten, List.copyOf(outcomes.values()));
  }

  private Optional<Mismatch> mismatch(Guard guard) {
    return switch (guard) {
      case Guard.StreamAt(var stream, var seq) -> lastSeq(stream) == seq
          ? Optional.empty()
          : Optional.of(new Mismatch.Stream(stream, seq, lastSeq(stream)));
      case Guard.KeyIs(var key, var value) -> mismatch(key, Optional.of(value));
      case Guard.KeyAbsent(var key) -> mismatch(key, Optional.empty());
    };
  }

  private Optional<Mismatch> mismatch(String key, Optional<Json> expected) {
    var actual = get(key);
    return actual.equals(expected) ? Optional.empty() : Optional.of(new Mismatch.Key(key, expected, actual));
  }

  /** Requires linked events to be there before the commit, so that the order of its ops does not matter. */
  private Optional<Mismatch> missing(Op op) {
    return op instanceof Op.LinkTo link && link.seq() > lastSeq(link.target())
        ? Optional.of(new Mismatch.Missing(link.target(), link.seq(), lastSeq(link.target())))
        : Optional.empty();
  }

  private List<Event> apply(List<Op> ops) {
    var byOp = new HashMap<Integer, Event>();
    var appended = new ArrayList<Event>();
    for (var i = 0; i < ops.size(); i++) {
      switch (ops.get(i)) {
        case Op.Append op -> {
          var event = op.event(lastSeq(op.stream()) + 1);
          byOp.put(i, append(event));
          appended.add(event);
          linkByPrefix(event);
        }
        case Op.Link op -> {
          var target = Objects.requireNonNull(byOp.get(op.opIndex()), "a commit's links point to its appends");
          var link = link(op.stream(), target.stream(), target.seq(), target.at());
          appended.add(link);
          linkByPrefix(link);
          mark(target.stream(), op.stream());
        }
        case Op.LinkTo op -> {
          var link = link(op.stream(), op.target(), op.seq(), op.at());
          appended.add(link);
          linkByPrefix(link);
          mark(op.target(), op.stream());
          LinkMarks.changed(op).forEach(key -> put(key, Optional.of(LinkMarks.next(get(key)))));
        }
        case Op.Put op -> put(op.key(), Optional.of(op.value()));
        case Op.Delete op -> put(op.key(), Optional.empty());
        case Op.Truncate op -> {
          var through = Math.min(op.throughSeq(), lastSeq(op.stream()));
          if (through > 0) {
            truncated.merge(op.stream(), through, Math::max);
          }
        }
        case Op.Forget op -> {
          forgotten.merge(op.stream(), op.throughSeq(), Math::max);
          outcomes.values().removeIf(outcome -> isForgotten(outcome, op.stream(), op.throughSeq()));
        }
      }
    }
    return appended;
  }

  private void put(String key, Optional<Json> value) {
    values.put(key, value);
    if (key.equals(PrefixRules.KEY)) {
      prefixes = null;
    }
  }

  /**
   * Links {@code event}, unless it is a link, for each prefix for which its stream is live. A stream that it creates is live.
   * These links are not in the commit's result.
   */
  private void linkByPrefix(Event event) {
    var rules = prefixes;
    if (rules == null) {
      rules = PrefixRules.of(get(PrefixRules.KEY));
      prefixes = rules;
    }
    rules.about(event.stream()).forEach((prefix, rule) -> {
      var mark = PrefixRules.mark(event.stream(), prefix);
      if (event.seq() == 1 && !rule.covers(event.stream())) {
        put(mark, Optional.of(Json.EMPTY));
      }
      if (PrefixRules.covers(event) && (rule.covers(event.stream()) || get(mark).isPresent())) {
        link(OwnKeys.prefixStream(prefix), event.stream(), event.seq(), event.at());
      }
    });
  }

  /** Marks that {@code links} has links to the events of {@code stream}. */
  private void mark(String stream, String links) {
    LinkMarks.marked(stream, links)
        .filter(key -> get(key).isEmpty())
        .forEach(key -> put(key, Optional.of(Json.of(links))));
  }

  private static boolean isForgotten(Outcome outcome, String stream, long through) {
    return outcome.id().stream().equals(stream) && outcome.isForgottenThrough(through);
  }

  private Event link(String stream, String target, long seq, Instant at) {
    return append(new Link(target, seq).event(stream, lastSeq(stream) + 1, at));
  }

  private Event append(Event event) {
    events.add(event);
    lastSeqs.put(event.stream(), event.seq());
    return event;
  }

  @Override
  public long lastSeq(String stream) {
    var here = lastSeqs.get(stream);
    return here != null ? here : before.lastSeq(stream);
  }

  @Override
  public Optional<Json> get(String key) {
    var here = values.get(key);
    return here != null ? here : before.get(key);
  }

  @Override
  public Optional<Outcome> outcome(String stream, String key) {
    var here = outcomes.get(List.of(stream, key));
    return here != null
        ? Optional.of(here)
        : before.outcome(stream, key)
            .filter(outcome -> !isForgotten(outcome, stream, forgotten.getOrDefault(stream, 0L)));
  }
}
