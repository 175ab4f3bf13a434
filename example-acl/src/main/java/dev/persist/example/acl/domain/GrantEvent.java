package dev.persist.example.acl.domain;

import java.time.Instant;
import java.util.Optional;

/** What can happen to the grants of one resource. The names of the records and of their components are storage format. */
public sealed interface GrantEvent {
  /** Returns the principal whose access it changes. */
  String principal();

  /** Returns who decided it. */
  String by();

  /** Returns the reason given. */
  String why();

  /**
   * From now on {@code principal} may access the resource: until just before {@code until}, or for good without one.
   */
  record Granted(String principal, String by, String why, Optional<Instant> until) implements GrantEvent {
    /** Creates a grant without an end. */
    public Granted(String principal, String by, String why) {
      this(principal, by, why, Optional.empty());
    }

    /** Returns this grant, ending at {@code end}. */
    public Granted endingAt(Instant end) {
      return new Granted(principal, by, why, Optional.of(end));
    }

    /** Returns whether it has not ended at {@code at}. */
    public boolean holdsAt(Instant at) {
      return until.isEmpty() || at.isBefore(until.get());
    }

    /** Returns whether it gives access when {@code other} does not any more. */
    boolean outlasts(Granted other) {
      return other.until.isPresent() && holdsAt(other.until.get());
    }
  }

  /** From now on {@code principal} may not access the resource by a grant on the resource itself. */
  record Revoked(String principal, String by, String why) implements GrantEvent {}
}
