package dev.persist.migrate;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.Json;
import dev.persist.Op;
import dev.persist.Persist;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Imports what an old system holds into a store, as the first events of its streams and as the values of its keys.
 *
 * <pre>{@code
 * var genesis = new Genesis(store, "desk");
 * var imported = genesis.run(loans.entrySet()
 *     .stream()
 *     .map(loan -> new Genesis.Opening("book/" + loan.getKey(), Json.of(loan.getValue()), commit -> commit
 *         .append("book/" + loan.getKey(), BOOK.write(new BookEvent.Bought(1), now))
 *         .append("book/" + loan.getKey(), BOOK.write(new BookEvent.Lent(loan.getValue()), now)))));
 * var complete = imported.complete(); // true, also when it is run again: each stream is opened once
 * }</pre>
 *
 * <p>One commit opens each stream; it has an id and expects the stream to be empty. One commit opens each key; it
 * expects the key to be absent. So it is safe to run an import again. A stream or key that was opened stays as it is,
 * whatever happened to it since, and an import that was killed goes on where it was. Nothing may change the old system
 * during an import; a second run finds what did change. Safe for use by any thread.
 */
public final class Genesis {
  private final Persist store;
  private final String key;

  /**
   * Creates an import that writes to {@code store}, which the caller closes.
   *
   * @param name the name of the migration; storage format. Under another name, it is another migration
   */
  public Genesis(Persist store, String name) {
    this.store = store;
    this.key = "genesis/" + name;
  }

  /** One thing that the old system holds. */
  public sealed interface Entry {}

  /**
   * What opens one stream.
   *
   * @param stream a stream that is empty so far
   * @param state what the old system holds of it, without anything that differs from run to run
   * @param events adds the opening events to the commit, and their links and keys
   */
  public record Opening(String stream, Json state, UnaryOperator<Commit.Builder> events) implements Entry {}

  /**
   * What opens one key, whose past does not matter.
   *
   * @param key a key that is absent so far, or has this value
   * @param value what the old system holds under it, without anything that differs from run to run
   */
  public record Value(String key, Json value) implements Entry {}

  /**
   * The outcome of a run. A stream is listed by its name, a key NAME as {@code key NAME}.
   *
   * @param opened how many streams and keys this run opened
   * @param before how many were opened earlier with the same state, or are keys that had the same value already
   * @param changed the streams and keys that were opened earlier with another state; nothing was written to them
   * @param taken the streams and keys that hold something this migration did not open; nothing was written to them
   */
  public record Imported(long opened, long before, List<String> changed, List<String> taken) {
    /** Copies the lists. */
    public Imported {
      changed = List.copyOf(changed);
      taken = List.copyOf(taken);
    }

    /** Returns whether the store has all that the old system holds. */
    public boolean complete() {
      return changed.isEmpty() && taken.isEmpty();
    }
  }

  private enum Came {
    OPENED, BEFORE, CHANGED, TAKEN
  }

  /**
   * Opens the stream or key of each of {@code entries}, in their order, and closes {@code entries}.
   *
   * @throws IllegalArgumentException when an entry appends nothing to its stream, or is over a limit; the entries
   *     before it are opened
   * @throws dev.persist.StoreException when the store fails; run it again
   */
  public Imported run(Stream<? extends Entry> entries) {
    var opened = 0L;
    var before = 0L;
    var changed = new ArrayList<String>();
    var taken = new ArrayList<String>();
    try (entries) {
      for (var all = entries.iterator(); all.hasNext();) {
        var entry = all.next();
        var name = switch (entry) {
          case Opening opening -> opening.stream;
          case Value value -> "key " + value.key;
        };
        switch (open(entry)) {
          case OPENED -> opened++;
          case BEFORE -> before++;
          case CHANGED -> changed.add(name);
          case TAKEN -> taken.add(name);
        }
      }
    }
    return new Imported(opened, before, changed, taken);
  }

  private Came open(Entry entry) {
    return switch (entry) {
      case Opening opening -> came(store.commit(commit(opening)));
      case Value value -> {
        var came = came(store.commit(commit(value).keyAbsent(value.key).build()));
        // A key that already has the value counts as opened, and its id is stored for the next run.
        yield came == Came.TAKEN
            && store.commit(commit(value).keyIs(value.key, value.value).build()) instanceof CommitResult.Committed
                ? Came.BEFORE
                : came;
      }
    };
  }

  private static Came came(CommitResult result) {
    return switch (result) {
      case CommitResult.Committed now -> Came.OPENED;
      case CommitResult.AlreadyCommitted earlier -> Came.BEFORE;
      case CommitResult.IdReused other -> Came.CHANGED;
      case CommitResult.Conflict conflict -> Came.TAKEN;
    };
  }

  /** The commit's id is of a stream that has no events, since keys have no ids. */
  private Commit.Builder commit(Value value) {
    try {
      return Commit.builder().id(CommitId.of(key, value.key, value.value)).put(value.key, value.value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the opening of key \"" + value.key + "\": " + e.getMessage(), e);
    }
  }

  private Commit commit(Opening opening) {
    var stream = opening.stream;
    var commit = build(opening);
    if (commit.ops().stream().noneMatch(op -> op instanceof Op.Append append && append.stream().equals(stream))) {
      throw new IllegalArgumentException(
          "the opening of stream \"" + stream + "\" appends nothing to it; leave out streams without events");
    }
    return commit;
  }

  private Commit build(Opening opening) {
    try {
      var events = opening.events.apply(Commit.builder());
      if (events.build().id().isPresent()) {
        throw new IllegalArgumentException("it has an id of its own; leave the id out, since the import gives one");
      }
      return events
          .id(CommitId.of(opening.stream, key, opening.state))
          .streamAt(opening.stream, 0)
          .build();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the opening of stream \"" + opening.stream + "\": " + e.getMessage(), e);
    }
  }
}
