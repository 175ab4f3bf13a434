package dev.persist.example.ledger.domain;

import dev.persist.example.ledger.domain.OrderEvent.Imported;
import java.util.Optional;
import java.util.SortedSet;
import org.pcollections.TreePSet;

/**
 * The fold of an order's events: the order, and the commands that an older ledger did on it.
 *
 * @param done as in {@link Imported}
 */
public record OrderState(Order order, SortedSet<String> done) {
  /** Copies a set that could change; shares one that cannot. */
  public OrderState {
    done = TreePSet.fromSortedSet(done);
  }

  /** Returns the state after {@code event}; empty means the order was never placed. */
  public static Optional<OrderState> evolve(Optional<OrderState> before, OrderEvent event) {
    var done = event instanceof Imported imported
        ? imported.done()
        : before.map(OrderState::done).orElse(TreePSet.empty());
    return Order.evolve(before.map(OrderState::order), event).map(order -> new OrderState(order, done));
  }

  /** Returns the answer to {@code command} if the older ledger did it. */
  public Optional<OrderOutcome> answered(String command) {
    return done.contains(command) ? Optional.of(new OrderOutcome.Replayed(order)) : Optional.empty();
  }
}
