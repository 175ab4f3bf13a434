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

  /** Returns what is going to be seen after {@code commit}, on {@code seen}, if that can be known. */
  Optional<Seen<S>> expect(Seen<S> seen, Commit commit);

  /** Takes note of {@code now}, which is as it was expected; without, it has to be read before it is decided on again. */
  void settle(Optional<Seen<S>> now);

  /** Returns what {@code appended}, the events of a commit on {@code seen}, made of its state. */
  State<S> after(Seen<S> seen, List<Event> appended);
}
