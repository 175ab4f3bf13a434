package dev.persist.example.ledger.domain;

import dev.persist.example.ledger.domain.OrderEvent.Imported;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the events of an order come to: the order, and the commands that a ledger before this one did on it.
 *
 * @param done as in {@link Imported}
 */
public record OrderState(Order order, SortedSet<String> done) {
  /** Copies the set. */
  public OrderState {
    done = Collections.unmodifiableSortedSet(new TreeSet<>(done));
  }

  /** Returns the state after {@code event}; empty means the order was never placed. */
  public static Optional<OrderState> evolve(Optional<OrderState> before, OrderEvent event) {
    var done = event instanceof Imported imported
        ? imported.done()
        : before.map(OrderState::done).orElse(Collections.emptySortedSet());
    return Order.evolve(before.map(OrderState::order), event).map(order -> new OrderState(order, done));
  }

  /** Returns the answer to {@code command} if it was done before this ledger was there. */
  public Optional<OrderOutcome> answered(String command) {
    return done.contains(command) ? Optional.of(new OrderOutcome.Replayed(order)) : Optional.empty();
  }
}
