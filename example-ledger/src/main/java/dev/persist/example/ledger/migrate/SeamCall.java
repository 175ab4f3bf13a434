package dev.persist.example.ledger.migrate;

import dev.persist.blob.BlobRef;
import dev.persist.example.ledger.before.Ledger.Line;
import dev.persist.example.ledger.before.Ledger.Order;
import dev.persist.example.ledger.before.Ledger.Payment;
import dev.persist.example.ledger.before.Ledger.Totals;
import dev.persist.log.EventTypes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call on the seam as a value: it can be made on either version, recorded and made again. */
public sealed interface SeamCall {
  /** How calls are recorded. The names of the records and of their components are storage format. */
  EventTypes<SeamCall> TYPES = EventTypes.of(SeamCall.class);

  /** Makes this call on {@code seam}, and returns what it answers. */
  @Nullable
  Object on(Seam seam);

  /** {@link Seam#place}. */
  record Place(String key, String customer, String currency, List<Line> lines) implements SeamCall {
    @Override
    public Boolean on(Seam seam) {
      return seam.place(key, customer, currency, lines);
    }
  }

  /** {@link Seam#pay}. */
  record Pay(String id, String key, Payment payment) implements SeamCall {
    @Override
    public Boolean on(Seam seam) {
      return seam.pay(id, key, payment);
    }
  }

  /** {@link Seam#fulfil}. */
  record Fulfil(String id, String key) implements SeamCall {
    @Override
    public Boolean on(Seam seam) {
      return seam.fulfil(id, key);
    }
  }

  /** {@link Seam#refund}. */
  record Refund(String id, String key) implements SeamCall {
    @Override
    public Boolean on(Seam seam) {
      return seam.refund(id, key);
    }
  }

  /** {@link Seam#attachInvoice}. */
  record AttachInvoice(String id, BlobRef invoice) implements SeamCall {
    @Override
    public Boolean on(Seam seam) {
      return seam.attachInvoice(id, invoice);
    }
  }

  /** {@link Seam#order}. */
  record ReadOrder(String id) implements SeamCall {
    @Override
    public @Nullable Order on(Seam seam) {
      return seam.order(id);
    }
  }

  /** {@link Seam#orders}. */
  record ListOrders() implements SeamCall {
    @Override
    public List<Order> on(Seam seam) {
      return seam.orders();
    }
  }

  /** {@link Seam#totals}. */
  record ReadTotals() implements SeamCall {
    @Override
    public Totals on(Seam seam) {
      return seam.totals();
    }
  }
}
