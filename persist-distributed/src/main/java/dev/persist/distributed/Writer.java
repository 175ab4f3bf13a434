package dev.persist.distributed;

import com.scalar.db.exception.transaction.CrudConflictException;
import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.distributed.Settings.Partition;
import dev.persist.group.GroupWriter;
import dev.persist.spi.Decision;
import dev.persist.spi.Delta;
import dev.persist.spi.PrefixRules;
import dev.persist.spi.StoreState;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes each group of commits as one transaction, which is tried again when another one was in its way. A transaction
 * that writes on one server is a transaction of that server; ScalarDB commits one that concerns several in two phases. Not
 * thread-safe.
 */
final class Writer implements GroupWriter {
  /** From this attempt on, guesses of the streams that others keep changing are ended ({@link Marks#endGuesses}). */
  private static final int CONTENDED = 2;

  /** How often it decides before it pauses: it decides again after it has ended guesses or announced a prefix. */
  private static final int DECISIONS = 8;

  private final Cluster cluster;
  private final Partition home;
  private final byte[] key = Mark.key(UUID.randomUUID());

  private final Marks marks;
  private final Known known = new Known();

  /** The streams of this group for which it has ended the guesses of all writers. */
  private final Set<String> unguessed = new HashSet<>();

  /** What each transaction of this group would have done of which no answer came, by its token. */
  private final Map<UUID, Decision> sent = new HashMap<>();

  /** What the last attempt of this group has seen. */
  private Map<String, Object> seen = Map.of();

  /** The token under which it last announced a prefix ({@link Registering}). */
  private Optional<UUID> announced = Optional.empty();

  /** Whether the mark was there once. */
  private boolean hasMark;

  private boolean committing;

  /** Creates a writer that leaves its mark in {@code home}, which is that of its commits if they have one. */
  Writer(Cluster cluster, Partition home) {
    this.cluster = cluster;
    this.home = home;
    this.marks = new Marks(cluster);
  }

  /** Returns the key of its mark. */
  byte[] key() {
    return key;
  }

  @Override
  public Decision write(List<List<Commit>> group) {
    return write(group, state -> Decision.of(group, state), Decision.expectedAbsent(group));
  }

  /** Writes {@code delta} as {@link dev.persist.spi.Movable#load} does. */
  void load(Delta delta) {
    write(List.of(), state -> new Decision(List.of(), delta), Set.of());
  }

  private Decision write(List<List<Commit>> group, Function<StoreState, Decision> decide,
      Set<String> expectedAbsent) {
    sent.clear();
    unguessed.clear();
    seen = Map.of();
    try {
      return new Patience(cluster.name()).until(tries -> {
        for (var i = 0; i < DECISIONS; i++) {
          var decision = attempt(group, decide, expectedAbsent, tries);
          if (decision.isPresent()) {
            return decision.get();
          }
        }
        throw new TransactionFault(new CrudConflictException("it was overtaken after each announcement", null));
      });
    } catch (StoreException e) { // whatever it says of the last attempt, an earlier one may have committed
      throw sent.isEmpty() ? e : new StoreException.UnknownOutcome(e.getMessage() + "; it had been asked to commit", e);
    }
  }

  @Override
  public boolean inDoubt() {
    return committing || !sent.isEmpty();
  }

  /** Returns what was decided and written; empty when it first had to end guesses or announce a prefix: then decide again. */
  private Optional<Decision> attempt(List<List<Commit>> group, Function<StoreState, Decision> decide,
      Set<String> expectedAbsent, int tries) {
    committing = false;
    try (var cells = cluster.begin()) {
      var found = cells.get(home, key).map(stored -> Cells.decoded(stored, Mark::read));
      if (!sent.isEmpty()) {
        if (found.isEmpty() && hasMark) {
          throw lost();
        }
        var earlier = found.map(mark -> sent.get(mark.token())).orElse(null);
        if (earlier != null) { // it was committed; that this one is too shows that it was not lost with its server
          commit(cells, found, earlier);
          sent.clear();
          return Optional.of(earlier);
        }
      }
      known.at(found);
      var view = new View(cluster, cells, known, found.map(mark -> home), tries > 0,
          expectedAbsent);
      var writer = new DeltaWriter(cluster, cells, view, tries > 0, unguessed);
      var decision = view.decide(decide);
      var delta = decision.delta();
      // An earlier attempt may still be on its way. It needs the mark as it was, so to change the mark ends it.
      if (delta.isEmpty() && sent.isEmpty() && !acknowledges(decision)) {
        cells.commit(); // what it was decided on was there at one moment
        return Optional.of(decision);
      }
      var changed = changed(view);
      seen = view.seen();
      splitOff(group, changed);
      changed.retainAll(view.guessed().keySet());
      var toEnd = Stream
          .concat(writer.guessable(delta).stream(), tries < CONTENDED ? Stream.of() : changed.stream())
          .toList();
      if (!toEnd.isEmpty()) {
        marks.endGuesses(toEnd);
        unguessed.addAll(toEnd);
        return Optional.empty();
      }
      var registered = Optional.ofNullable(delta.values().get(PrefixRules.KEY));
      if (registered.isPresent()) {
        if (announced.isEmpty() || !announced.equals(Registering.token(cluster, cells))) {
          announced = Optional.of(marks.endPrefixes());
          return Optional.empty();
        }
        Registering.end(cluster, cells);
      }
      // Without a mark, nobody could tell this writer of a prefix that was registered after it had read them.
      var prefixes = found.isEmpty() ? Optional.<Optional<Json>>empty() : registered.or(view::prefixesToKeep);
      var lastSeqs = writer.write(delta);
      var left = commit(cells, found, decision);
      sent.clear();
      known.add(left, prefixes, lastSeqs);
      return Optional.of(decision);
    }
  }

  /** Returns the names that another writer has changed since the last attempt saw them. */
  private Set<String> changed(View view) {
    var changed = new HashSet<String>();
    view.seen().forEach((name, now) -> {
      if (seen.containsKey(name) && !now.equals(seen.get(name))) {
        changed.add(name);
      }
    });
    return changed;
  }

  /** Throws {@link Apart} for the chains that name what another writer has changed, if there are others in the group. */
  private void splitOff(List<List<Commit>> group, Set<String> changed) {
    if (changed.isEmpty() || !sent.isEmpty()) {
      return;
    }
    var apart = IntStream.range(0, group.size())
        .filter(i -> !Collections.disjoint(Names.of(group.get(i)), changed))
        .collect(BitSet::new, BitSet::set, BitSet::or);
    if (!apart.isEmpty() && apart.cardinality() < group.size()) {
      throw new Apart(apart);
    }
  }

  private StoreException.UnknownOutcome lost() {
    return new StoreException.UnknownOutcome("the connection to the store " + cluster.name()
        + " was lost while it committed, and the mark that would tell the outcome is gone",
        new IllegalStateException("the row " + HexFormat.of().formatHex(key) + " is gone"));
  }

  /** Commits, and returns the mark that it leaves. */
  private Mark commit(Cells cells, Optional<Mark> found, Decision decision) {
    var token = UUID.randomUUID();
    var before = found.orElse(Mark.NEW);
    var mark = new Mark(before.prefixes(), before.streams(), token, System.currentTimeMillis());
    cells.put(home, key, mark.write());
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
    return mark;
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
}
