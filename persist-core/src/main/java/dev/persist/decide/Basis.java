package dev.persist.decide;

import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.view.Projection.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a command is decided on: the state of a stream, or of a boundary. */
interface Basis<S, E> {
  /** Returns the state as this process knows it, at no cost; it may be behind. */
  Optional<Seen<S>> kept();

  /** Returns the current state. */
  Seen<S> see();

  /** Adds {@code event} to {@code commit}. */
  void append(Commit.Builder commit, E event, Instant at);

  /** Returns what will be seen after {@code commit} was made on {@code seen}, if that can be known. */
  Optional<Seen<S>> expect(Seen<S> seen, Commit commit);

  /**
   * Keeps {@code now}, the state after commits that went as expected. Empty means: read the state before the next
   * decision.
   */
  void settle(Optional<Seen<S>> now);

  /** Returns the state of {@code seen} after {@code appended}, the events of a commit on it. */
  State<S> after(Seen<S> seen, List<Event> appended);
}
