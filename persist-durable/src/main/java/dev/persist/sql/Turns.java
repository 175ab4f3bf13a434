package dev.persist.sql;

import dev.persist.Commit;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.spi.Delta;
import dev.persist.spi.PrefixRules;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a writer knows of the slots by which transactions that write take turns. A transaction locks the slots of all
 * names that it reads or writes, in order. While the store is not shared, all names belong to one slot. Not
 * thread-safe.
 */
final class Turns {
  /** How many slots a shared store has: so many that those of two transactions seldom meet. */
  static final int SLOTS = 8192;

  /** The slot that all names belong to while the store is not shared: the row of the store itself. */
  static final int WHOLE = 0;

  private static final List<Integer> ONLY = List.of(WHOLE);
  private static final List<Integer> ALL = IntStream.rangeClosed(1, SLOTS).boxed().toList();
  private static final int HASH_BITS = 13;
  private static final long NONE = -1;

  private final long[] generations = new long[SLOTS + 1];

  /** What the last acknowledged transactions left. */
  private final long[] acknowledged = new long[SLOTS + 1];

  /** The slots that another process was the last to write. */
  private final BitSet contested = new BitSet();

  private final Database database;

  /** What is known as of {@link #generations}. */
  private final Known known = new Known(this::slot);

  /** The prefixes that were registered as of then. */
  private Optional<Json> prefixes = Optional.empty();

  private boolean shared;

  Turns(Database database) {
    this.database = database;
    Arrays.fill(generations, NONE);
  }

  Known known() {
    return known;
  }

  Optional<Json> prefixes() {
    return prefixes;
  }

  /** Forgets the generations, and what is known as of them. */
  void forget() {
    Arrays.fill(generations, NONE);
    contested.clear();
    known.clear();
  }

  private int slot(String name) {
    return shared ? slotOf(name) : WHOLE;
  }

  /** Returns the slot of {@code name} in a shared store. Storage format: all processes that write must agree. */
  static int slotOf(String name) {
    return 1 + ((name.hashCode() * 0x9E3779B9) >>> (32 - HASH_BITS));
  }

  /** Has several processes take turns by slots, and one by the store as a whole, which costs it less. */
  void share(Session session) throws SQLException {
    if (shared ? database.isAlone() : contested.get(WHOLE)) {
      session.share(!shared);
      share(!shared);
    }
  }

  private void share(boolean isShared) {
    shared = isShared;
    forget();
  }

  /** Returns what {@code group} asks about, with the prefixes that are known. */
  Asked asked(List<List<Commit>> group) {
    return Asked.by(group, PrefixRules.of(prefixes));
  }

  /** Returns the slots of what is {@code asked}, in order. Registered prefixes are about all names. */
  List<Integer> slots(Asked asked) {
    if (!shared) {
      return ONLY;
    }
    var names = asked.names();
    if (names.contains(PrefixRules.KEY)) {
      return ALL;
    }
    return names.isEmpty()
        ? List.of(1) // a transaction has a turn, also when it needs none
        : names.stream().map(this::slot).sorted().distinct().toList();
  }

  /** Returns whether the generations of {@code slots} are known, and likely to be still right. */
  boolean isLikely(List<Integer> slots) {
    for (var slot : slots) {
      if (generations[slot] == NONE || contested.get(slot)) {
        return false;
      }
    }
    return true;
  }

  /** Returns what a transaction on {@code slots} finds if nobody has written since their generations were known. */
  Session.Turn expected(List<Integer> slots) {
    return new Session.Turn(slots, slots.stream().map(slot -> generations[slot]).toList());
  }

  /** Returns whether nobody has written in the slots of {@code turn} since their generations were known, and notes it. */
  boolean isKnown(Session.Turn turn) {
    var isKnown = expected(turn.slots()).equals(turn);
    if (isKnown) {
      turn.slots().forEach(contested::clear);
    }
    return isKnown;
  }

  /**
   * Learns what the transaction that has {@code turn} has to know, as others have written. Returns false when that is no
   * turn, since the store is shared now, or no more.
   */
  boolean learn(Session session, Session.Turn turn) throws SQLException {
    var terms = session.terms();
    if (!terms.made().equals(database.made())) {
      throw new StoreException.Damaged("the tables of the store " + database.name()
          + " were replaced by those of another store "
          + "while it was open; nothing was written to them; put its tables back, or open it again to use the others");
    }
    if (terms.shared() != shared) {
      share(terms.shared());
      return false;
    }
    if (wentBack(turn)) {
      throw new StoreException.Damaged(
          "the store " + database.name() + " went back to an earlier state while it was open, "
              + "and lost acknowledged commits; nothing was written; open it again to continue from that state");
    }
    found(turn);
    prefixes = terms.prefixes();
    return true;
  }

  /** Returns whether a slot of {@code turn} has an earlier generation than the last acknowledged transaction left. */
  private boolean wentBack(Session.Turn turn) {
    for (var i = 0; i < turn.slots().size(); i++) {
      if (turn.found().get(i) < acknowledged[turn.slots().get(i)]) {
        return true;
      }
    }
    return false;
  }

  /** Notes what {@code turn} has found, and forgets the names of the slots that others have written. */
  void found(Session.Turn turn) {
    for (var i = 0; i < turn.slots().size(); i++) {
      int slot = turn.slots().get(i);
      long found = turn.found().get(i);
      contested.set(slot, generations[slot] != NONE && generations[slot] != found);
      if (generations[slot] != found) {
        known.forget(slot);
        generations[slot] = found;
      }
    }
  }

  /** Notes that a transaction of this writer was acknowledged, and what it {@code left}. */
  void acknowledged(Session.Turn left) {
    for (var i = 0; i < left.slots().size(); i++) {
      int slot = left.slots().get(i);
      generations[slot] = left.found().get(i);
      acknowledged[slot] = generations[slot];
    }
  }

  /** Notes what that transaction wrote. */
  void written(Change change, Delta delta) {
    known.add(change, delta.values());
    prefixes = delta.values().getOrDefault(PrefixRules.KEY, prefixes);
  }

  /** Returns whether {@code turn} has the slots of all that is {@code asked}. */
  boolean cover(Session.Turn turn, Asked asked) {
    return !shared || asked.names().isEmpty() || Set.copyOf(turn.slots()).containsAll(slots(asked));
  }

  /** Refuses to write what a transaction has no turn for. */
  void requireCover(Session.Turn turn, Delta delta) {
    if (!cover(turn, Asked.by(delta))) {
      throw new IllegalStateException("a decision changes names that its commits do not name; nothing was written");
    }
  }
}
