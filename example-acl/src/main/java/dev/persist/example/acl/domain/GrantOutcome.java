package dev.persist.example.acl.domain;

import java.util.List;
import java.util.Optional;

/** What became of a grant or a revocation. */
public sealed interface GrantOutcome {
  /** {@code events} happened; the last has {@code seq} in the history of the resource. */
  record Changed(List<GrantEvent> events, long seq) implements GrantOutcome {
    /** Copies the list. */
    public Changed {
      events = List.copyOf(events);
    }
  }

  /** It already was as asked, or more was granted; nothing was written. */
  record Unchanged() implements GrantOutcome {}

  /**
   * Nothing is granted at the resource itself any more, and still the principal may access it or some of it.
   *
   * @param change what the revocation took away; empty when nothing was granted at the resource itself
   * @param through what gives access, by resource
   */
  record StillAllowed(Optional<Changed> change, Grants through) implements GrantOutcome {}

  /** Nothing was written: others were faster each time it was decided. Trying again is safe. */
  record Busy() implements GrantOutcome {}

  /** Nothing was written: the caller had seen seq {@code expected} of the resource, which is at {@code actual}. */
  record Stale(long expected, long actual) implements GrantOutcome {}
}
