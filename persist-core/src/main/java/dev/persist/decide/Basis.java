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

  /** Returns the current state, of which {@code seen} is known. */
  Seen<S> see(Seen<S> seen);

  /** Adds {@code event} to {@code commit}. */
  void append(Commit.Builder commit, E event, Instant at);

  /** Returns what {@code appended}, the events of a commit on {@code seen}, make of its state. */
  State<S> after(Seen<S> seen, List<Event> appended);
}
