package dev.persist.example.acl.domain;

/** What became of a grant or a revocation. */
public sealed interface GrantOutcome {
  /** {@code event} happened; it has {@code seq} in the history of the resource. */
  record Changed(GrantEvent event, long seq) implements GrantOutcome {}

  /** It already was as asked; nothing was written. */
  record Unchanged() implements GrantOutcome {}

  /** Nothing was written: others were faster each time it was decided. Trying again is safe. */
  record Busy() implements GrantOutcome {}

  /** Nothing was written: the caller had seen seq {@code expected} of the resource, which is at {@code actual}. */
  record Stale(long expected, long actual) implements GrantOutcome {}
}
