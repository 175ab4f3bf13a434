package dev.persist.example.ledger.migrate;

import dev.persist.blob.BlobRef;
import dev.persist.example.ledger.before.Ledger.Line;
import dev.persist.example.ledger.before.Ledger.Order;
import dev.persist.example.ledger.before.Ledger.Payment;
import dev.persist.example.ledger.before.Ledger.Totals;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the callers of the ledger call, with the signatures they always had.
 *
 * <p>A command returns whether it took effect now: false means that it did earlier. It throws {@link
 * java.util.NoSuchElementException} when there is no such order, and {@link IllegalStateException} when the order is not
 * where the command needs it.
 */
public interface Seam {
  /** Places the order of {@code key}, once. */
  boolean place(String key, String customer, String currency, List<Line> lines);

  /** Takes note of a payment for order {@code id}, once for {@code key}. */
  boolean pay(String id, String key, Payment payment);

  /** Sends order {@code id}, once for {@code key}. */
  boolean fulfil(String id, String key);

  /** Pays back order {@code id}, once for {@code key}. */
  boolean refund(String id, String key);

  /** Makes {@code invoice} the invoice of order {@code id}, and returns whether it was another. */
  boolean attachInvoice(String id, BlobRef invoice);

  /** Returns order {@code id}; null when it was never placed. */
  @Nullable
  Order order(String id);

  /** Returns all orders, in the order they were placed. */
  List<Order> orders();

  /** Returns what all orders come to. */
  Totals totals();
}
