package dev.persist.example.ledger.domain;

import java.util.Optional;

/** What became of a command on one order. */
public sealed interface OrderOutcome {
  /** Returns what this outcome changes; nothing for most. */
  default Optional<OrderEvent> change() {
    return Optional.empty();
  }

  /** It took effect now, as {@code event}; {@code order} is the order after it. */
  record Accepted(Order order, OrderEvent event) implements OrderOutcome {
    @Override
    public Optional<OrderEvent> change() {
      return Optional.of(event);
    }
  }

  /** It took effect earlier, under the same key or as the order shows; {@code order} is the order as it is now. */
  record Replayed(Order order) implements OrderOutcome {}

  /** Nothing was written: {@code key} stands for another command. */
  record KeyReused(String key) implements OrderOutcome {}

  /** Nothing was written: {@code order} is not where the command needs it, because of {@code reason}. */
  record NotAllowed(Order order, String reason) implements OrderOutcome {}

  /** Nothing was written: the provider's reference is that of a payment for order {@code other}. */
  record PaymentUsed(String other) implements OrderOutcome {}

  /** There is no such order. */
  record Unknown(String id) implements OrderOutcome {}

  /** Nothing was written: others were faster each time it was decided. Trying again is safe. */
  record Busy() implements OrderOutcome {}

  /** Nothing was written: the caller had seen seq {@code expected} of the order, which is at {@code actual}. */
  record Stale(long expected, long actual) implements OrderOutcome {}
}
