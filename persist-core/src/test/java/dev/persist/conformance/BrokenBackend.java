package dev.persist.conformance;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Guard;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Op;
import dev.persist.spi.Backend;
import dev.persist.spi.Contents;
import dev.persist.spi.Delta;
import dev.persist.spi.Link;
import dev.persist.spi.Movable;
import dev.persist.spi.Outcome;
import dev.persist.spi.PrefixRules;
import dev.persist.spi.StreamHead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;

/** A backend with one planted bug, which the kit has to find. */
final class BrokenBackend extends DelegatingBackend {
  /** What is wrong, and the rule it breaks. */
  enum Bug {
    KEY_WITHOUT_EVENT("C1"), FORGETS_ON_RESTART("C2"), WORKS_AFTER_CLOSE("C2"), STALE_HEAD("C3"), STALE_GET(
        "C3"), GUARDS_AHEAD_OF_OPS(
            "C3"), OPS_ONE_BY_ONE("C3"), GUARDS_BEFORE_ID("C4"), IGNORES_DIGEST("C4"), BURNS_ID("C4"), IGNORES_GUARDS(
                "C5"), NAMES_FIRST_MISMATCH_ONLY(
                    "C5"), APPENDS_CONFLICT("C6"), REUSES_SEQS("C7"), OPS_BACKWARDS("C8"), EMPTY_COMMIT_UNCHECKED(
                        "C8"), SHORT_PAGES("L1"), FOLLOWS_BACKWARDS("L11"), HIDES_TRUNCATED_STREAMS(
                            "L2"), ORDERS_BY_CHAR(
                                "L2"), ROUNDS_NUMBERS("L3"), LOSES_METADATA("L4"), NULL_IS_ABSENT("K1"), SWAPS_BLINDLY(
                                    "P2"), TRUNCATES_ONE_MORE(
                                        "P3"), LINKS_LATER(
                                            "G1"), LINKS_BACKWARDS("G1"), LINKS_TO_NOTHING("G2"), FORGETS_PREFIXES(
                                                "G3"), BUILDS_UNGUARDED("G3"), MISSES_CHANGES(
                                                    "S3"), CONTENTS_MOVE_ON("E1"), LOADS_NO_IDS("E2");

    final String rule;

    Bug(String rule) {
      this.rule = rule;
    }
  }

  private final Bug bug;
  private final Map<String, Long> heads = new ConcurrentHashMap<>();
  private final Map<String, Optional<Json>> values = new ConcurrentHashMap<>();

  BrokenBackend(Backend backend, Bug bug) {
    super(backend);
    this.bug = bug;
  }

  @Override
  public Contents contents() {
    return bug == Bug.CONTENTS_MOVE_ON ? new Live((Movable) backend) : super.contents();
  }

  /** Contents that are read anew for each page. */
  private record Live(Movable store) implements Contents {
    private <T> T now(Function<Contents, T> read) {
      try (var now = store.contents()) {
        return read.apply(now);
      }
    }

    @Override
    public Optional<StreamHead> head(String stream) {
      return now(contents -> contents.head(stream));
    }

    @Override
    public Optional<Json> value(String key) {
      return now(contents -> contents.value(key));
    }

    @Override
    public List<StreamHead> streams(String stream, int limit) {
      return now(contents -> contents.streams(stream, limit));
    }

    @Override
    public List<Event> events(String stream, long seq, int limit) {
      return now(contents -> contents.events(stream, seq, limit));
    }

    @Override
    public List<Outcome> outcomes(String stream, String key, int limit) {
      return now(contents -> contents.outcomes(stream, key, limit));
    }

    @Override
    public List<Entry<Json>> entries(String key, int limit) {
      return now(contents -> contents.entries(key, limit));
    }

    @Override
    public void close() {
      // Each page closed its own.
    }
  }

  @Override
  public void load(Delta delta) {
    super.load(bug == Bug.LOADS_NO_IDS
        ? new Delta(delta.events(), delta.truncated(), delta.values(), delta.forgotten(), List.of())
        : delta);
  }

  @Override
  public CommitResult commit(Commit commit) {
    var id = commit.id();
    var guards = commit.guards();
    var ops = commit.ops();
    return switch (bug) {
      case KEY_WITHOUT_EVENT -> {
        var keys = ops.stream().filter(op -> op instanceof Op.Put).toList();
        if (keys.size() < ops.size()) {
          backend.commit(new Commit(Optional.empty(), List.of(), keys));
        }
        yield backend.commit(commit);
      }
      case STALE_GET -> {
        var result = backend.commit(commit);
        if (result instanceof CommitResult.Committed) {
          window();
          ops.forEach(this::remember);
        }
        yield result;
      }
      case GUARDS_AHEAD_OF_OPS -> {
        var checked = backend.commit(new Commit(Optional.empty(), guards, List.of()));
        window();
        yield id.isPresent() || checked instanceof CommitResult.Conflict
            ? backend.commit(commit)
            : backend.commit(new Commit(id, List.of(), ops));
      }
      case OPS_ONE_BY_ONE -> {
        if (id.isPresent() || ops.size() < 2 || ops.stream().anyMatch(op -> op instanceof Op.Link)) {
          yield backend.commit(commit);
        }
        var result = backend.commit(new Commit(id, guards, ops.subList(0, 1)));
        if (!(result instanceof CommitResult.Committed(var first))) {
          yield result;
        }
        var written = new ArrayList<>(first);
        window();
        for (var op : ops.subList(1, ops.size())) {
          var next = backend.commit(new Commit(id, List.of(), List.of(op)));
          written.addAll(((CommitResult.Committed) next).events());
        }
        yield new CommitResult.Committed(written);
      }
      case GUARDS_BEFORE_ID -> {
        var checked = backend.commit(new Commit(Optional.empty(), guards, List.of()));
        yield checked instanceof CommitResult.Conflict ? checked : backend.commit(commit);
      }
      case IGNORES_DIGEST ->
        backend.commit(new Commit(id.map(it -> new CommitId(it.stream(), it.key(), "any")), guards, ops));
      case BURNS_ID -> {
        var result = backend.commit(commit);
        if (result instanceof CommitResult.Conflict) {
          backend.commit(new Commit(id, List.of(), List.of()));
        }
        yield result;
      }
      case IGNORES_GUARDS -> backend.commit(new Commit(id, List.of(), ops));
      case NAMES_FIRST_MISMATCH_ONLY -> {
        var result = backend.commit(commit);
        yield result instanceof CommitResult.Conflict(var mismatches)
            ? new CommitResult.Conflict(mismatches.subList(0, 1))
            : result;
      }
      case APPENDS_CONFLICT -> {
        var seen = ops.stream()
            .filter(op -> op instanceof Op.Append)
            .map(op -> Guard.streamAt(((Op.Append) op).stream(), backend.lastSeq(((Op.Append) op).stream())))
            .toList();
        window();
        yield backend.commit(new Commit(id, Stream.concat(guards.stream(), seen.stream()).toList(), ops));
      }
      case SWAPS_BLINDLY -> {
        var others = guards.stream().filter(guard -> guard instanceof Guard.StreamAt).toList();
        yield backend.commit(new Commit(id, others, ops));
      }
      case TRUNCATES_ONE_MORE ->
        backend.commit(new Commit(id, guards, ops.stream().map(BrokenBackend::truncatingMore).toList()));
      case LINKS_LATER -> {
        var linking = ops.stream().filter(op -> op instanceof Op.Link).toList();
        var result = backend.commit(new Commit(id, guards, ops.stream().filter(op -> !linking.contains(op)).toList()));
        if (result instanceof CommitResult.Committed(var events) && linking.size() == events.size()) {
          window();
          for (var i = 0; i < events.size(); i++) {
            backend
                .commit(Commit.builder().append(((Op.Link) linking.get(i)).stream(), pointerTo(events.get(i))).build());
          }
        }
        yield result;
      }
      case LINKS_TO_NOTHING ->
        backend.commit(new Commit(id, guards, ops.stream().map(BrokenBackend::unchecked).toList()));
      case FORGETS_PREFIXES -> {
        ops.stream().filter(BrokenBackend::registers).forEach(this::remember);
        yield backend.commit(new Commit(id,
            guards.stream().filter(guard -> !guard.toString().contains(PrefixRules.KEY)).toList(),
            ops.stream().filter(op -> !registers(op)).toList()));
      }
      case BUILDS_UNGUARDED -> backend.commit(new Commit(id,
          guards.stream()
              .filter(it -> !(it instanceof Guard.StreamAt) || ops.stream().noneMatch(BrokenBackend::registers))
              .toList(),
          ops));
      case OPS_BACKWARDS -> backend.commit(
          ops.stream().anyMatch(op -> op instanceof Op.Link) ? commit : new Commit(id, guards, ops.reversed()));
      case EMPTY_COMMIT_UNCHECKED -> ops.isEmpty() ? new CommitResult.Committed(List.of()) : backend.commit(commit);
      case ROUNDS_NUMBERS -> backend.commit(new Commit(id, guards, ops.stream().map(BrokenBackend::rounded).toList()));
      case LOSES_METADATA -> backend.commit(new Commit(id, guards, ops.stream().map(BrokenBackend::bare).toList()));
      default -> backend.commit(commit);
    };
  }

  /** Wide enough for another racer. */
  private static void window() {
    LockSupport.parkNanos(100_000);
  }

  private void remember(Op op) {
    switch (op) {
      case Op.Put(var key, var value) -> values.put(key, Optional.of(value));
      case Op.Delete(var key) -> values.put(key, Optional.empty());
      default -> {
      }
    }
  }

  private static Op rounded(Op op) {
    return op instanceof Op.Put(var key, var value) && value.toString().matches("-?[0-9.]+")
        ? new Op.Put(key, Json.of(Double.parseDouble(value.toString())))
        : op;
  }

  private static NewEvent pointerTo(Event event) {
    return NewEvent.of(Event.LINK, event.at(), Map.of("stream", event.stream(), "seq", event.seq()));
  }

  private static boolean registers(Op op) {
    return op instanceof Op.Put(var key, var value) && key.equals(PrefixRules.KEY);
  }

  private static Op unchecked(Op op) {
    return op instanceof Op.LinkTo(var stream, var target, var seq, var at)
        ? new Op.Append(stream, Event.LINK, at, Json.of(Map.of("stream", target, "seq", seq)), Json.EMPTY)
        : op;
  }

  private static Op truncatingMore(Op op) {
    return op instanceof Op.Truncate(var stream, var seq) ? new Op.Truncate(stream, seq + 1) : op;
  }

  private static Op bare(Op op) {
    return op instanceof Op.Append(var stream, var type, var at, var data, var meta)
        ? new Op.Append(stream, type, at, data, Json.EMPTY)
        : op;
  }

  @Override
  public List<Event> read(String stream, long fromSeq, int limit) {
    var page = backend.read(stream, fromSeq, limit);
    if (bug == Bug.LINKS_BACKWARDS && stream.equals(Event.GLOBAL)) {
      return page.reversed();
    }
    return bug == Bug.SHORT_PAGES && page.size() == limit && limit > 1 ? page.subList(0, limit - 1) : page;
  }

  @Override
  public List<Event> follow(List<Link> links) {
    var page = super.follow(links);
    return bug == Bug.FOLLOWS_BACKWARDS ? page.reversed() : page;
  }

  @Override
  public long lastSeq(String stream) {
    return switch (bug) {
      case STALE_HEAD -> heads.computeIfAbsent(stream, backend::lastSeq);
      case REUSES_SEQS -> backend.read(stream, 1, Integer.MAX_VALUE).size();
      default -> backend.lastSeq(stream);
    };
  }

  @Override
  public Optional<Json> get(String key) {
    return values.getOrDefault(key, backend.get(key))
        .filter(value -> bug != Bug.NULL_IS_ABSENT || !value.equals(Json.NULL));
  }

  @Override
  public List<String> streams(String after, int limit) {
    var streams = new ArrayList<>(backend.streams(after, limit));
    if (bug == Bug.ORDERS_BY_CHAR) {
      streams.sort(Comparator.naturalOrder());
    }
    if (bug == Bug.HIDES_TRUNCATED_STREAMS) {
      streams.removeIf(stream -> backend.read(stream, 1, 1).isEmpty());
    }
    return streams;
  }

  @Override
  public long awaitChange(long seen, Duration atMost) throws InterruptedException {
    return bug == Bug.MISSES_CHANGES && seen != 0 ? seen : backend.awaitChange(seen, atMost);
  }

  @Override
  public void close() {
    if (bug != Bug.WORKS_AFTER_CLOSE) {
      backend.close();
    }
  }
}
