package dev.persist.example.ledger.domain;

import dev.persist.blob.BlobRef;
import java.util.List;

/** What can happen to one order. The names of the records and of their components are storage format. */
public sealed interface OrderEvent {
  /** {@code customer} ordered {@code lines}, priced in {@code currency}, as order {@code id}. */
  record Placed(String id, String customer, String currency, List<Line> lines) implements OrderEvent {
    /** Copies the lines, and checks that there are some and that their sum is money. */
    public Placed {
      lines = List.copyOf(lines);
      if (lines.isEmpty()) {
        throw new IllegalArgumentException("the order has no lines; it has 1 or more");
      }
      total(currency, lines);
    }

    /** Returns the sum of the lines. */
    public Money total() {
      return total(currency, lines);
    }

    private static Money total(String currency, List<Line> lines) {
      try {
        return new Money(lines.stream().mapToLong(Line::total).reduce(0, Math::addExact), currency);
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException("the sum of the lines is more than money can count", e);
      }
    }
  }

  /** {@code provider} reports {@code amount} received, under its {@code reference}. */
  record Paid(Money amount, String provider, String reference) implements OrderEvent {}

  /** What was ordered is on its way. */
  record Fulfilled() implements OrderEvent {}

  /** {@code amount} went back to the customer; the order was in status {@code from}. */
  record Refunded(Money amount, Status from) implements OrderEvent {}

  /** The order's invoice is {@code invoice} now; its bytes are in the blob store. */
  record InvoiceAttached(BlobRef invoice) implements OrderEvent {}
}
