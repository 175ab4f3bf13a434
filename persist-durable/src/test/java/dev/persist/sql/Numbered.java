package dev.persist.sql;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Op;
import dev.persist.Persist;
import dev.persist.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Commits that differ in a number, their event's data, and what becomes of them. */
final class Numbered {
  private static final String STREAM = "numbers";

  private Numbered() {}

  /** Returns the commit, whose id is its number. */
  static Commit commit(int number) {
    return commit(STREAM, number);
  }

  /** Returns a commit to {@code stream}, with a place in the global order. */
  static Commit commit(String stream, int number) {
    return Commit.builder()
        .id(CommitId.of(stream, "" + number, Json.of(number)))
        .append(stream, NewEvent.of("number", Instant.EPOCH, number))
        .global()
        .build();
  }

  /** Returns a commit that also waits for the row of {@code key}. */
  static Commit putting(String key, int number) {
    var commit = commit(number);
    var ops = Stream.concat(commit.ops().stream(), Stream.of(new Op.Put(key, Json.of(number)))).toList();
    return new Commit(commit.id(), commit.guards(), ops);
  }

  /** Returns the result's name, or the exception's. */
  static String outcome(Persist store, int number) {
    return outcome(() -> store.commit(commit(number)));
  }

  /** Returns the result's name, or the exception's. */
  static String outcome(Supplier<?> call) {
    try {
      return call.get().getClass().getSimpleName();
    } catch (StoreException e) {
      return e.getClass().getSimpleName();
    }
  }

  /** Tries until it is known what became of {@code commit}. */
  static CommitResult insist(Persist store, Commit commit) {
    while (true) {
      try {
        return store.commit(commit);
      } catch (StoreException.UnknownOutcome | StoreException.Unavailable e) {
        // With its id it takes effect once, however often it is tried.
      }
    }
  }

  /** Returns the numbers that are stored, in order. */
  static List<Integer> stored(Persist store) {
    return numbers(store.log().read(STREAM));
  }

  /** Returns the numbers of {@code events}. */
  static List<Integer> numbers(Stream<Event> events) {
    return events.map(event -> event.data().as(Integer.class)).toList();
  }
}
