package dev.persist.example.bookings.domain;

import java.util.List;
import java.util.stream.Stream;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * The actors who wait, each once, the longest first. A list never changes: {@link #plus} and {@link #minus} return
 * another list, which shares nearly all data with it.
 *
 * @param turns by actor; a lower turn is earlier
 * @param actors by turn
 */
record WaitingList(PSortedMap<String, Long> turns, PSortedMap<Long, String> actors) {
  /** Nobody waits. */
  static final WaitingList NONE = new WaitingList(TreePMap.empty(), TreePMap.empty());

  /** Returns this list with {@code actor} at the end. An actor that is in the list already keeps its place. */
  WaitingList plus(String actor) {
    if (turns.containsKey(actor)) {
      return this;
    }
    var turn = actors.isEmpty() ? 1 : actors.lastKey() + 1;
    return new WaitingList(turns.plus(actor, turn), actors.plus(turn, actor));
  }

  /** Returns this list without {@code actor}. */
  WaitingList minus(String actor) {
    var turn = turns.get(actor);
    return turn == null ? this : new WaitingList(turns.minus(actor), actors.minus(turn));
  }

  /** Returns the place of {@code actor}, from 1; 0 for an actor who does not wait. */
  int place(String actor) {
    var turn = turns.get(actor);
    return turn == null ? 0 : actors.headMap(turn, true).size();
  }

  int size() {
    return actors.size();
  }

  /** Returns the actors who wait, the longest first. */
  Stream<String> stream() {
    return actors.values().stream();
  }

  List<String> toList() {
    return List.copyOf(actors.values());
  }
}
