package dev.persist.distributed;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.distributed.Cells.Cell;
import dev.persist.distributed.Settings.Partition;
import dev.persist.group.GroupWriter;
import dev.persist.ordered.EventCodec;
import dev.persist.ordered.Head;
import dev.persist.ordered.Layout;
import dev.persist.spi.Decision;
import dev.persist.spi.Delta;
import dev.persist.spi.Outcome;
import dev.persist.spi.PrefixRules;
import dev.persist.spi.StoreState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Writes each group of commits as one transaction, which is tried again when another one was in its way. A transaction
 * that writes on one server is a transaction of that server; ScalarDB commits one that concerns several in two phases. Not
 * thread-safe.
 */
final class Writer implements GroupWriter {
  private final Cluster cluster;
  private final Partition home;
  private final byte[] key = Mark.key(UUID.randomUUID());

  /** The terms of {@link #prefixes}; -1 when these are not known. */
  private long terms = -1;

  private Optional<Json> prefixes = Optional.empty();

  /** What each transaction of this group would have done of which no answer came, by its token. */
  private final Map<UUID, Decision> sent = new HashMap<>();

  /** Whether the mark was there once. */
  private boolean hasMark;

  private boolean committing;

  /** Creates a writer that leaves its mark in {@code home}, which is that of its commits if they have one. */
  Writer(Cluster cluster, Partition home) {
    this.cluster = cluster;
    this.home = home;
  }

  /** Returns the key of its mark. */
  byte[] key() {
    return key;
  }

  @Override
  public Decision write(List<List<Commit>> group) {
    return write(state -> Decision.of(group, state));
  }

  /** Writes {@code delta} as {@link dev.persist.spi.Movable#load} does. */
  void load(Delta delta) {
    write(state -> new Decision(List.of(), delta));
  }

  private Decision write(Function<StoreState, Decision> decide) {
    sent.clear();
    try {
      return new Patience(cluster.name()).until(tries -> attempt(decide, tries > 0));
    } catch (StoreException e) { // whatever it says of the last attempt, an earlier one may have committed
      throw sent.isEmpty() ? e : new StoreException.UnknownOutcome(e.getMessage() + "; it had been asked to commit", e);
    }
  }

  @Override
  public boolean inDoubt() {
    return committing || !sent.isEmpty();
  }

  private Decision attempt(Function<StoreState, Decision> decide, boolean isAgain) {
    committing = false;
    try (var cells = cluster.begin()) {
      var found = cells.get(home, key).map(stored -> Cells.decoded(stored, Mark::read));
      if (!sent.isEmpty()) {
        if (found.isEmpty() && hasMark) {
          throw lost();
        }
        var earlier = found.map(mark -> sent.get(mark.token())).orElse(null);
        if (earlier != null) { // it was committed; that this one is too shows that it was not lost with its server
          commit(cells, found, earlier, false);
          sent.clear();
          return earlier;
        }
      }
      var state = new State(cells, found);
      var decision = decide.apply(state);
      // An earlier attempt may still be on its way. It needs the mark as it was, so to change the mark ends it.
      if (decision.delta().isEmpty() && sent.isEmpty() && !acknowledges(decision)) {
        cells.commit(); // what it was decided on was there at one moment
        return decision;
      }
      var registers = decision.delta().values().containsKey(PrefixRules.KEY);
      if (registers) {
        raiseTerms(cells);
      }
      new Changes(cells, state, isAgain).write(decision.delta());
      var known = state.prefixes();
      commit(cells, found, decision, registers);
      sent.clear();
      terms = registers ? -1 : found.map(Mark::terms).orElse(0L);
      prefixes = known;
      return decision;
    }
  }

  private StoreException.UnknownOutcome lost() {
    return new StoreException.UnknownOutcome("the connection to the store " + cluster.name()
        + " was lost while it committed, and the mark that would tell the outcome is gone",
        new IllegalStateException("the row " + HexFormat.of().formatHex(key) + " is gone"));
  }

  private void commit(Cells cells, Optional<Mark> found, Decision decision, boolean registers) {
    var token = UUID.randomUUID();
    cells.put(home, key,
        new Mark(found.map(Mark::terms).orElse(0L) + (registers ? 1 : 0), token, System.currentTimeMillis()).write());
    committing = true;
    try {
      cells.commit();
    } catch (TransactionFault e) {
      if (e.isUnknown()) {
        sent.put(token, decision);
      }
      throw e;
    }
    committing = false;
    hasMark = true;
  }

  /** Has every other writer read the prefixes before it decides again. */
  private void raiseTerms(Cells cells) {
    for (var partition : cluster.partitions()) {
      var found = new ArrayList<Cell>();
      try (var marks = cells.scan(partition, Mark.FIRST, Mark.END, Integer.MAX_VALUE)) {
        for (var next = marks.next(); next.isPresent(); next = marks.next()) {
          found.add(next.get());
        }
      }
      found.forEach(mark -> cells.put(partition, mark.key, Cells.decoded(mark.value, Mark::read).raised().write()));
    }
  }

  /** Returns whether a result says that an earlier commit is durable: one that commits after it shows that it is. */
  private static boolean acknowledges(Decision decision) {
    return decision.results().stream().flatMap(List::stream).anyMatch(CommitResult.AlreadyCommitted.class::isInstance);
  }

  /** Drops its mark. Returns whether the servers answer; if not, an opening after a day drops it. */
  boolean leave() {
    try (var cells = cluster.begin()) {
      if (hasMark && cells.get(home, key).isPresent()) {
        cells.delete(home, key);
        cells.commit();
      }
      return true;
    } catch (TransactionFault e) {
      return false;
    }
  }

  /** The store as a transaction sees it, read as it is asked for. */
  private final class State implements StoreState {
    private final Cells cells;
    private final boolean knowsPrefixes;

    State(Cells cells, Optional<Mark> mark) {
      this.cells = cells;
      this.knowsPrefixes = mark.map(Mark::terms).equals(Optional.of(terms));
    }

    Head head(String stream) {
      return cells.get(cluster.of(stream), Layout.head(stream))
          .map(stored -> Cells.decoded(stored, Head::read))
          .orElse(Head.NONE);
    }

    Optional<Json> prefixes() {
      return knowsPrefixes ? prefixes : value(PrefixRules.KEY);
    }

    private Optional<Json> value(String name) {
      return cells.get(cluster.of(name), Layout.value(name)).map(stored -> Cells.decoded(stored, Json::ofCanonical));
    }

    @Override
    public long lastSeq(String stream) {
      return head(stream).lastSeq();
    }

    @Override
    public Optional<Json> get(String name) {
      return name.equals(PrefixRules.KEY) ? prefixes() : value(name);
    }

    @Override
    public Optional<Outcome> outcome(String stream, String id) {
      return cells.get(cluster.of(stream), Layout.outcome(stream, id))
          .map(stored -> Cells.decoded(stored, row -> EventCodec.outcome(stream, id, row)));
    }
  }

  /** The changes of a transaction. */
  private final class Changes {
    private final Cells cells;
    private final State state;

    /** Whether an earlier attempt may have left a row that it did not commit. Only a read clears it away. */
    private final boolean isAgain;

    Changes(Cells cells, State state, boolean isAgain) {
      this.cells = cells;
      this.state = state;
      this.isAgain = isAgain;
    }

    void write(Delta delta) {
      delta.forgotten().forEach(this::forget);
      var changed = new HashMap<String, Head>();
      for (var event : delta.events()) {
        changed.compute(event.stream(),
            (stream, head) -> (head == null ? state.head(stream) : head).appended(event.seq()));
        if (event.seq() > delta.truncated().getOrDefault(event.stream(), 0L)) {
          add(cluster.of(event.stream()), Layout.event(event.stream(), event.seq()), EventCodec.write(event));
        }
      }
      delta.truncated().forEach((stream, through) -> {
        var before = state.head(stream);
        if (through > before.truncated()) {
          for (var seq = before.truncated() + 1; seq <= Math.min(through, before.lastSeq()); seq++) {
            cells.delete(cluster.of(stream), Layout.event(stream, seq));
          }
          changed.merge(stream, before.truncated(through), (head, none) -> head.truncated(through));
        }
      });
      changed.forEach((stream, head) -> cells.put(cluster.of(stream), Layout.head(stream), head.write()));
      delta.values().forEach((name, value) -> {
        var row = Layout.value(name);
        value.ifPresentOrElse(json -> cells.put(cluster.of(name), row, json.toBytes()),
            () -> cells.delete(cluster.of(name), row));
      });
      for (var outcome : delta.outcomes()) {
        var id = outcome.id();
        cells.put(cluster.of(id.stream()), Layout.outcome(id.stream(), id.key()), EventCodec.write(outcome));
      }
    }

    private void add(Partition partition, byte[] row, byte[] value) {
      if (isAgain) {
        cells.put(partition, row, value);
      } else {
        cells.insert(partition, row, value);
      }
    }

    private void forget(String stream, long through) {
      var partition = cluster.of(stream);
      var first = Layout.outcome(stream, "");
      var forgotten = new ArrayList<byte[]>();
      try (var outcomes = cells.scan(partition, first, Layout.afterAll(first), Integer.MAX_VALUE)) {
        for (var next = outcomes.next(); next.isPresent(); next = outcomes.next()) {
          var row = next.get();
          if (Cells.decoded(row.value, stored -> EventCodec.outcome(stream, "?", stored))
              .isForgottenThrough(through)) {
            forgotten.add(row.key);
          }
        }
      }
      forgotten.forEach(row -> cells.delete(partition, row));
    }
  }
}
