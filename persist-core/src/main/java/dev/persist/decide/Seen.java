package dev.persist.decide;

import dev.persist.Guard;
import dev.persist.view.Projection.State;
import java.util.List;

/**
 * What a decision is made on.
 *
 * @param state the state, and the seq of the last event in it; 0 when there is none
 * @param unchanged the guards that hold as long as no event was added to the state: the append condition
 */
public record Seen<S>(State<S> state, List<Guard> unchanged) {
  /** Copies the list. */
  public Seen {
    unchanged = List.copyOf(unchanged);
  }
}
