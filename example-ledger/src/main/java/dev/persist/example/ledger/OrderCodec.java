package dev.persist.example.ledger;

import dev.persist.Event;
import dev.persist.NewEvent;
import dev.persist.example.ledger.OrderEvent.Fulfilled;
import dev.persist.example.ledger.OrderEvent.InvoiceAttached;
import dev.persist.example.ledger.OrderEvent.Paid;
import dev.persist.example.ledger.OrderEvent.Placed;
import dev.persist.example.ledger.OrderEvent.Refunded;
import java.time.Instant;

/** How order events are stored. The type names and field names are storage format: they never change. */
final class OrderCodec {
  private static final String PLACED = "placed";
  private static final String PAID = "paid";
  private static final String FULFILLED = "fulfilled";
  private static final String REFUNDED = "refunded";
  private static final String INVOICE_ATTACHED = "invoice-attached";

  private OrderCodec() {}

  static NewEvent write(OrderEvent event, Instant at) {
    return switch (event) {
      case Placed placed -> NewEvent.of(PLACED, at, placed);
      case Paid paid -> NewEvent.of(PAID, at, paid);
      case Fulfilled fulfilled -> NewEvent.of(FULFILLED, at, fulfilled);
      case Refunded refunded -> NewEvent.of(REFUNDED, at, refunded);
      case InvoiceAttached attached -> NewEvent.of(INVOICE_ATTACHED, at, attached);
    };
  }

  static OrderEvent read(Event stored) {
    return switch (stored.type()) {
      case PLACED -> stored.data().as(Placed.class);
      case PAID -> stored.data().as(Paid.class);
      case FULFILLED -> stored.data().as(Fulfilled.class);
      case REFUNDED -> stored.data().as(Refunded.class);
      case INVOICE_ATTACHED -> stored.data().as(InvoiceAttached.class);
      default -> throw new IllegalStateException("no order event: " + stored);
    };
  }
}
