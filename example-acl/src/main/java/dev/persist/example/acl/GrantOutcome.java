package dev.persist.example.acl;

import dev.persist.Event;

/** What became of a grant or a revocation. */
public sealed interface GrantOutcome {
  /** It was written, as {@code event}. */
  record Changed(Event event) implements GrantOutcome {}

  /** It already was as asked; nothing was written. */
  record Unchanged() implements GrantOutcome {}
}
