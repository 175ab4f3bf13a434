package dev.persist.example.ledger.domain;

/** What became of a command on one order. */
public sealed interface OrderOutcome {
  /** The command took effect now; {@code order} is the order after it. */
  record Accepted(Order order) implements OrderOutcome {}

  /** The command took effect earlier, by its key or as the order shows; {@code order} is the order as it is now. */
  record Replayed(Order order) implements OrderOutcome {}

  /** Nothing was written: {@code key} stands for another command. */
  record KeyReused(String key) implements OrderOutcome {}

  /** Nothing was written: {@code order} is not in a state that allows the command, because of {@code reason}. */
  record NotAllowed(Order order, String reason) implements OrderOutcome {}

  /** Nothing was written: the provider's reference is that of a payment for order {@code other}. */
  record PaymentUsed(String other) implements OrderOutcome {}

  /** There is no such order. */
  record Unknown(String id) implements OrderOutcome {}

  /** Nothing was written: others changed the order each time it was decided. Trying again is safe. */
  record Busy() implements OrderOutcome {}

  /** Nothing was written: the caller passed seq {@code expected} of the order, which is at {@code actual}. */
  record Stale(long expected, long actual) implements OrderOutcome {}
}
