package dev.persist.app.api;

import dev.persist.app.web.Bodies;
import dev.persist.app.web.Conditions;
import dev.persist.app.web.Conditions.Held;
import dev.persist.app.web.Conditions.Target;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Provenance;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import dev.persist.app.web.Signature;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.example.ledger.domain.Status;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.Set;

/** Moves orders on: pays, sends and pays back. Each command takes effect once per key. */
final class OrderStepRoutes implements Routes {
  private static final Set<Status> PAID = Set.of(Status.PAID, Status.FULFILLED);

  private final Ledger ledger;
  private final Signature signature;
  private final InstantSource clock;

  @Inject
  OrderStepRoutes(Ledger ledger, Signature signature, InstantSource clock) {
    this.ledger = ledger;
    this.signature = signature;
    this.clock = clock;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.post("/api/orders/{id}/payments", this::pay, Permission.ANYONE);
    routes.post("/api/orders/{id}/fulfilment", this::fulfil, OrderRoutes.MOVERS);
    routes.post("/api/orders/{id}/refunds", this::refund, OrderRoutes.MOVERS);
  }

  private void pay(Context ctx) {
    signature.check(ctx);
    Provenance.by(Provenance.PAYMENT);
    var key = Rules.idempotencyKey(ctx);
    var signed = Bodies.read(ctx, OrderBodies.Payment.class);
    var id = Rules.path(ctx, "id");
    if (!signed.order().equals(id)) {
      throw Refusal.conflict("order: the payment is signed for order " + signed.order() + ", not for " + id, id,
          signed.order());
    }
    var payment = signed.paid();
    var held = held(ctx, id);
    var outcome = ledger.ifAt(held.seq()).pay(id, key, payment, clock.instant());
    if (outcome instanceof OrderOutcome.PaymentUsed(var other)) {
      throw Refusal.conflict(
          "reference: " + payment.reference() + " of " + payment.provider() + " was already used to pay another order",
          id, other);
    }
    if (outcome instanceof OrderOutcome.NotAllowed(var order, var why) && order.status() == Status.PLACED) {
      throw Refusal.conflict(why, order.total(), payment.amount());
    }
    OrderRoutes.answer(ctx, held, outcome, "placed");
  }

  private void fulfil(Context ctx) {
    var key = Rules.idempotencyKey(ctx);
    Bodies.requireNone(ctx);
    var id = Rules.path(ctx, "id");
    var held = held(ctx, id);
    OrderRoutes.answer(ctx, held, ledger.ifAt(held.seq()).fulfil(id, key, clock.instant()), "paid");
  }

  private void refund(Context ctx) {
    var key = Rules.idempotencyKey(ctx);
    var part = Bodies.find(ctx, OrderBodies.Refund.class).map(OrderBodies.Refund::money);
    var id = Rules.path(ctx, "id");
    var held = held(ctx, id);
    var orders = ledger.ifAt(held.seq());
    var now = clock.instant();
    var outcome = part.map(amount -> orders.refund(id, key, amount, now)).orElseGet(() -> orders.refund(id, key, now));
    if (outcome instanceof OrderOutcome.NotAllowed(var order, var why) && part.isPresent()
        && PAID.contains(order.status())) {
      throw Refusal.conflict(why, order.kept(), part.get());
    }
    OrderRoutes.answer(ctx, held, outcome, "paid or fulfilled");
  }

  private Held held(Context ctx, String id) {
    return Conditions.of(ctx).onRetryable(() -> {
      var seen = ledger.order(id);
      if (seen.value().isEmpty()) {
        throw OrderRoutes.unknown(id);
      }
      return Target.at(seen.seq());
    });
  }
}
