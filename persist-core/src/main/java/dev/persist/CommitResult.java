package dev.persist;

import java.util.List;

/** The outcome of a commit. Only {@link Committed} wrote anything. */
public sealed interface CommitResult {
  /** The commit is durable and visible. {@code events} are the events it appended, links included, in op order. */
  record Committed(List<Event> events) implements CommitResult {
    /** Copies the list. */
    public Committed {
      events = List.copyOf(events);
    }
  }

  /** A commit with this id and digest was written before. {@code events} are the events it appended then. */
  record AlreadyCommitted(List<Event> events) implements CommitResult {
    /** Copies the list. */
    public AlreadyCommitted {
      events = List.copyOf(events);
    }
  }

  /**
   * Nothing was written. {@code mismatches} (never empty) lists the guards that did not hold, then the missing events.
   */
  record Conflict(List<Mismatch> mismatches) implements CommitResult {
    /** Copies the list. */
    public Conflict {
      mismatches = List.copyOf(mismatches);
    }
  }

  /**
   * Nothing was written. An earlier commit has the stream and key of {@code id}; its digest is {@code earlierDigest}.
   */
  record IdReused(CommitId id, String earlierDigest) implements CommitResult {}
}
