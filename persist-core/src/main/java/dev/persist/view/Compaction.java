package dev.persist.view;

import java.util.List;

/**
 * What a compaction did.
 *
 * @param state the snapshot that is stored now
 * @param through the seq through which events are dropped now; 0 when all are still needed
 * @param heldBackBy the views and subscriptions that need events that would have been dropped otherwise
 */
public record Compaction<S>(Projection.State<S> state, long through, List<Lagging> heldBackBy) {
  /** Copies the list. */
  public Compaction {
    heldBackBy = List.copyOf(heldBackBy);
  }
}
