package dev.persist.example.acl.domain;

import java.util.List;
import java.util.Optional;

/** What became of a grant or a revocation. */
public sealed interface GrantOutcome {
  /** {@code events} happened; the last one has {@code seq} in the history of the resource. */
  record Changed(List<GrantEvent> events, long seq) implements GrantOutcome {
    /** Copies the list. */
    public Changed {
      events = List.copyOf(events);
    }
  }

  /** The principal already had what was asked, or more; nothing was written. */
  record Unchanged() implements GrantOutcome {}

  /**
   * Nothing is granted at the resource itself any more, but the principal may still access it or a part of it.
   *
   * @param change what the revocation took away; empty when nothing was granted at the resource itself
   * @param through the grants that still give access, by resource
   */
  record StillAllowed(Optional<Changed> change, Grants through) implements GrantOutcome {}

  /** Nothing was written: others changed the resource each time it was decided. Trying again is safe. */
  record Busy() implements GrantOutcome {}

  /** Nothing was written: the caller passed seq {@code expected} of the resource, which is at {@code actual}. */
  record Stale(long expected, long actual) implements GrantOutcome {}
}
