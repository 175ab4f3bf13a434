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
 * Brings what an old system holds into a store, as the first events of its streams.
 *
 * <p>Each stream is opened by one commit, which has an id and expects the stream to be empty. So running it again is safe:
 * what was opened stays as it is, whatever happened to it since, and one that was killed goes on where it was. Nothing
 * may change the old system meanwhile; a second run finds what did. Safe for use by any thread.
 */
public final class Genesis {
  private final Persist store;
  private final String key;

  /**
   * Creates one that writes to {@code store}, which the caller closes.
   *
   * @param name what the migration is called; storage format: under another name, it is another one
   */
  public Genesis(Persist store, String name) {
    this.store = store;
    this.key = "genesis/" + name;
  }

  /**
   * What opens one stream.
   *
   * @param stream is empty so far
   * @param state what the old system holds of it, without anything that differs from run to run
   * @param events adds the opening events to the commit, and what goes with them: links, keys
   */
  public record Opening(String stream, Json state, UnaryOperator<Commit.Builder> events) {}

  /**
   * What a run came to.
   *
   * @param opened how many streams it opened
   * @param before how many were opened earlier, of the same state
   * @param changed the streams that were opened earlier, of another state; nothing was written to them
   * @param taken the streams that have events, but were not opened by this migration; nothing was written to them
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

  /**
   * Opens the stream of each of {@code openings}, in their order, and closes that.
   *
   * @throws IllegalArgumentException when one appends nothing to its stream, or is over a limit; those before it are
   *     opened
   * @throws dev.persist.StoreException when the store fails; run it again
   */
  public Imported run(Stream<Opening> openings) {
    var opened = 0L;
    var before = 0L;
    var changed = new ArrayList<String>();
    var taken = new ArrayList<String>();
    try (openings) {
      for (var opening : (Iterable<Opening>) openings::iterator) {
        switch (store.commit(commit(opening))) {
          case CommitResult.Committed now -> opened++;
          case CommitResult.AlreadyCommitted earlier -> before++;
          case CommitResult.IdReused other -> changed.add(opening.stream);
          case CommitResult.Conflict conflict -> taken.add(opening.stream);
        }
      }
    }
    return new Imported(opened, before, changed, taken);
  }

  private Commit commit(Opening opening) {
    var stream = opening.stream;
    var commit = build(opening);
    if (commit.ops().stream().noneMatch(op -> op instanceof Op.Append append && append.stream().equals(stream))) {
      throw new IllegalArgumentException(
          "the opening of stream \"" + stream + "\" appends nothing to it; leave out what has no events");
    }
    return commit;
  }

  private Commit build(Opening opening) {
    try {
      return opening.events.apply(Commit.builder())
          .id(CommitId.of(opening.stream, key, opening.state))
          .streamAt(opening.stream, 0)
          .build();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the opening of stream \"" + opening.stream + "\": " + e.getMessage(), e);
    }
  }
}
