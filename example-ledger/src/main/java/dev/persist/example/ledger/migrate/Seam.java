package dev.persist.example.ledger.migrate;

import dev.persist.blob.BlobRef;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.example.ledger.domain.Totals;
import java.util.List;
import java.util.Optional;

/** The interface that the callers of the ledger call, with the signatures it always had. */
public interface Seam {
  /** Places the order of {@code key}, once. */
  OrderOutcome place(String key, String customer, String currency, List<Line> lines);

  /** Notes a payment for order {@code id}, once for {@code key}. */
  OrderOutcome pay(String id, String key, Paid payment);

  /** Sends order {@code id}, once for {@code key}. */
  OrderOutcome fulfil(String id, String key);

  /** Pays back order {@code id}, once for {@code key}. */
  OrderOutcome refund(String id, String key);

  /** Makes {@code invoice} the invoice of order {@code id}. */
  OrderOutcome attachInvoice(String id, BlobRef invoice);

  /** Returns order {@code id}; empty when it was never placed. */
  Optional<Order> order(String id);

  /** Returns all orders, in the order they were placed. */
  List<Order> orders();

  /** Returns the totals of all orders. */
  Totals totals();
}
