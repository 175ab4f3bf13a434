package dev.persist.app.api;

import dev.persist.StoreException;
import dev.persist.app.web.Conditions;
import dev.persist.app.web.Conditions.Target;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import dev.persist.blob.BlobStore;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.view.Projection;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.time.InstantSource;

/** An order's invoice: the bytes in the blob store, the ref in the ledger. */
final class InvoiceRoutes implements Routes {
  private final Ledger ledger;
  private final BlobStore blobs;
  private final InstantSource clock;

  @Inject
  InvoiceRoutes(Ledger ledger, BlobStore blobs, InstantSource clock) {
    this.ledger = ledger;
    this.blobs = blobs;
    this.clock = clock;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.put("/api/orders/{id}/invoice", this::attach, OrderRoutes.MOVERS);
    routes.get("/api/orders/{id}/invoice", this::read, OrderRoutes.customer(ledger));
  }

  /** Stores the bytes before the ref, so that a ref in the ledger always has its bytes. */
  private void attach(Context ctx) {
    var id = order(ctx).value().placed().id();
    var mime = Rules.mime(ctx);
    var bytes = ctx.bodyAsBytes();
    if (bytes.length == 0) {
      throw Refusal.field(null, "the body is empty; send the bytes of the invoice");
    }
    var held = Conditions.of(ctx).on(() -> {
      var seen = order(ctx);
      return seen.value().invoice().isPresent() ? Target.at(seen.seq()) : Target.absent(seen.seq());
    });
    var ref = blobs.put(bytes, mime);
    switch (ledger.ifAt(held.seq()).attachInvoice(id, ref, clock.instant())) {
      case OrderOutcome.Accepted(var order) -> ctx.status(201).json(ref);
      case OrderOutcome.Replayed(var order) -> ctx.json(ref);
      case OrderOutcome.Busy busy -> throw Refusal.busy();
      case OrderOutcome.Stale stale -> throw held.lost();
      case OrderOutcome other -> throw new IllegalStateException("an order that exists takes any invoice: " + other);
    }
  }

  private void read(Context ctx) {
    var seen = order(ctx);
    var ref = seen.value()
        .invoice()
        .orElseThrow(() -> Refusal.notFound("order " + seen.value().placed().id() + " has no invoice"));
    var bytes = blobs.get(ref)
        .orElseThrow(() -> new StoreException.Damaged(ref + " is not in the blob store; restore it from a backup"));
    // The sender chose the type, so no browser may show it as a page of ours; nosniff is on every answer.
    ctx.header("Content-Disposition", "attachment")
        .header("ETag", "\"" + seen.seq() + '"')
        .contentType(ref.mime())
        .result(bytes);
  }

  private Projection.State<Order> order(Context ctx) {
    var id = Rules.path(ctx, "id");
    var seen = ledger.order(id);
    return new Projection.State<>(seen.value().orElseThrow(() -> OrderRoutes.unknown(id)), seen.seq());
  }
}
