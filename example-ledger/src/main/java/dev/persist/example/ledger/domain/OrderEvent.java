package dev.persist.example.ledger.domain;

import dev.persist.blob.BlobRef;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What can happen to one order. The names of the records and of their components are storage format. */
public sealed interface OrderEvent {
  /** {@code customer} ordered {@code lines}, priced in {@code currency}, as order {@code id}. */
  record Placed(String id, String customer, String currency, List<Line> lines) implements OrderEvent {
    /** Copies the lines, and checks that there are some and that their sum is money. */
    public Placed {
      lines = List.copyOf(lines);
      if (lines.isEmpty()) {
        throw new IllegalArgumentException("the order has no lines; give 1 or more");
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
        throw new IllegalArgumentException(
            "the sum of the lines is above the limit of " + Long.MAX_VALUE + "; place several orders", e);
      }
    }
  }

  /**
   * The order was imported from an older ledger.
   *
   * @param placed what was ordered there
   * @param status the order's status there
   * @param paid the money that had come in for it
   * @param refunded the part of that money that had gone back
   * @param invoice the invoice that was attached last
   * @param done the commands done there, as {@code pay/KEY}; their retries may still come
   */
  record Imported(
      Placed placed, Status status, Money paid, Money refunded, Optional<BlobRef> invoice, SortedSet<String> done)
      implements
        OrderEvent {
    /** Copies the set. Checks that no more money went back than came in, in the order's currency. */
    public Imported {
      done = Collections.unmodifiableSortedSet(new TreeSet<>(done));
      Money.none(placed.currency()).plus(paid.minus(refunded));
    }
  }

  /** The warehouse's answer when it was asked to keep the ordered goods. */
  sealed interface Stocked extends OrderEvent {}

  /** The warehouse keeps the goods. */
  record Reserved() implements Stocked {}

  /** The warehouse cannot keep the goods, because of {@code reason}. */
  record NotReserved(String reason) implements Stocked {}

  /** {@code provider} reports that it received {@code amount}, under its {@code reference}. */
  record Paid(Money amount, String provider, String reference) implements OrderEvent {}

  /** The ordered goods are on their way. */
  record Fulfilled() implements OrderEvent {}

  /**
   * {@code amount} went back to the customer for {@code key}, and no more will; the order was in status {@code from}.
   */
  record Refunded(Money amount, Status from, String key) implements OrderEvent {}

  /** {@code amount}, less than was left, went back to the customer for {@code key}. */
  record PartlyRefunded(Money amount, String key) implements OrderEvent {
    /** Checks that the amount is not zero. */
    public PartlyRefunded {
      if (amount.amount() == 0) {
        throw new IllegalArgumentException("the refund is " + amount + "; give more than 0");
      }
    }
  }

  /** The order's invoice is {@code invoice} now; its bytes are in the blob store. */
  record InvoiceAttached(BlobRef invoice) implements OrderEvent {}
}
